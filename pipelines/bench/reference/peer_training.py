#!/usr/bin/env python3
"""Trains as one TrainingWork says, with TRL and PEFT, as Deltatune's train-side-by-side asks for it.

    python peer_training.py WORK.json MODEL_DIR OUT.json THREADS

Weights are loaded in fp32, without checkpointing, which is TRL's fastest on a processor. LoRA of rank 16 and alpha 32 on
all seven projections, constant order of rows; DPO's reference is the base, asked at each step, which is TRL's default.
"""
import json
import pathlib
import statistics
import sys
import tempfile
import time

import torch
from datasets import Dataset
from peft import LoraConfig
from peft import __version__ as peft_version
from transformers import AutoModelForCausalLM, AutoTokenizer, TrainerCallback
from trl import DPOConfig, DPOTrainer, SFTConfig, SFTTrainer
from trl import __version__ as trl_version

PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


class Clock(TrainerCallback):
    """Seconds of each step, and the losses that the trainer logs."""

    def __init__(self):
        self.seconds, self.losses = [], []

    def on_step_begin(self, *args, **kwargs):
        self.begun = time.perf_counter()

    def on_step_end(self, *args, **kwargs):
        self.seconds.append(time.perf_counter() - self.begun)

    def on_log(self, args, state, control, logs=None, **kwargs):
        if "loss" in (logs or {}):
            self.losses.append(float(logs["loss"]))


def status():
    lines = (line.split() for line in pathlib.Path("/proc/self/status").read_text().splitlines())
    return {words[0][:-1]: int(words[1]) * 1024 for words in lines if len(words) == 3 and words[2] == "kB"}


def trainer(work, model, tokenizer, clock):
    settings = dict(
        output_dir=tempfile.mkdtemp(), per_device_train_batch_size=work["batch"], max_length=work["max_length"],
        max_steps=len(work["rows"]) // work["batch"], report_to=[], use_cpu=True, bf16=False, logging_steps=1,
        save_strategy="no", gradient_checkpointing=False, learning_rate=2e-4, lr_scheduler_type="cosine")
    lora = LoraConfig(r=16, lora_alpha=32, target_modules=PROJECTIONS, task_type="CAUSAL_LM")
    common = dict(model=model, processing_class=tokenizer, callbacks=[clock], peft_config=lora)
    if work["objective"] == "sft":
        rows = Dataset.from_dict({"input_ids": [row["input_ids"] for row in work["rows"]]})
        settings.update(dataset_kwargs={"skip_prepare_dataset": True}, remove_unused_columns=False)
        return SFTTrainer(train_dataset=rows, args=SFTConfig(**settings), **common)
    # The trainer makes tokens of texts; ours take their place.
    texts = Dataset.from_list([{"prompt": "a", "chosen": "b", "rejected": "c"} for _ in work["rows"]])
    made = DPOTrainer(train_dataset=texts, args=DPOConfig(beta=0.1, **settings), **common)
    made.train_dataset = Dataset.from_list(
        [{name: row[name] for name in ("prompt_ids", "chosen_ids", "rejected_ids")} for row in work["rows"]])
    return made


def in_order(made):
    """The rows in the file's order on both sides."""
    made._get_train_sampler = lambda *args, **kwargs: torch.utils.data.SequentialSampler(made.train_dataset)
    return made


def main():
    work = json.loads(pathlib.Path(sys.argv[1]).read_text())
    torch.set_num_threads(int(sys.argv[4]))
    tokenizer = AutoTokenizer.from_pretrained(sys.argv[2])
    model = AutoModelForCausalLM.from_pretrained(sys.argv[2], dtype=torch.float32)
    clock = Clock()
    in_order(trainer(work, model, tokenizer, clock)).train()
    memory = status()
    figures = {
        "rows/s": len(work["rows"]) / sum(clock.seconds),
        "step s": statistics.median(clock.seconds[1:]),
        "first loss": clock.losses[0],
        "last loss": clock.losses[-1],
    }
    pathlib.Path(sys.argv[3]).write_text(json.dumps({
        "figures": figures,
        "memory": {"peak": memory["VmHWM"], "working_peak": memory["VmHWM"], "anonymous": memory["RssAnon"], "file": memory["RssFile"]},
        "versions": f"torch {torch.__version__}, trl {trl_version}, peft {peft_version}",
    }))


if __name__ == "__main__":
    main()
