#!/usr/bin/env python3
"""Writes dpo.json, initial.safetensors and final.safetensors: twelve steps of TRL's DPOTrainer in fp32.

    python dpo.py [OUTPUT_FOLDER]

The model is the tiny checkpoint of ../../golden/newer, the adapter a fresh LoRA of PEFT, the rows are random token ids
in the file's order. Versions are in the file's `origin`.
"""
import json
import pathlib
import platform
import sys
import tempfile

import peft
import torch
import transformers
import trl
from datasets import Dataset
from peft import LoraConfig, get_peft_model_state_dict
from safetensors.torch import save_file
from tokenizers import Tokenizer, models
from torch.utils.data import SequentialSampler
from transformers import Gemma3ForCausalLM, PreTrainedTokenizerFast, set_seed
from trl import DPOConfig, DPOTrainer

PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
SETTINGS = dict(steps=12, batch_size=2, gradient_accumulation=2, learning_rate=5e-3, warmup_steps=2, beta=0.3, rank=4,
                alpha=8, weight_decay=0.01, max_grad_norm=1.0, max_length=40)


class TokenRows(DPOTrainer):
    """Rows are token ids already, and come in their order."""

    def __init__(self, *args, **kwargs):
        self.losses = []
        super().__init__(*args, **kwargs)

    def _prepare_dataset(self, dataset, *_):
        return dataset

    def _get_train_sampler(self, *_):
        return SequentialSampler(self.train_dataset)

    def compute_loss(self, *args, **kwargs):
        loss = super().compute_loss(*args, **kwargs)
        self.losses.append(loss.item())
        return loss


def rows(count, generator):
    ids = lambda low, high: torch.randint(
        3, 200, (int(torch.randint(low, high, (1,), generator=generator)),), generator=generator).tolist()
    return [{"prompt_ids": [2] + ids(1, 20), "chosen_ids": ids(1, 24), "rejected_ids": ids(1, 24)} for _ in range(count)]


def state(model):
    return {name: tensor.clone().contiguous() for name, tensor in get_peft_model_state_dict(model).items()}


def main():
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    folder = pathlib.Path(__file__).parents[2] / "golden" / "newer"
    torch.set_num_threads(1)
    set_seed(20261121)
    data = rows(SETTINGS["steps"] * SETTINGS["batch_size"] * SETTINGS["gradient_accumulation"],
                torch.Generator().manual_seed(20261121))
    model = Gemma3ForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    vocabulary = Tokenizer(models.WordLevel({"<pad>": 0, "<eos>": 1, "<bos>": 2}, unk_token="<pad>"))
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=vocabulary, pad_token="<pad>", eos_token="<eos>", bos_token="<bos>")
    args = DPOConfig(
        output_dir=tempfile.mkdtemp(), per_device_train_batch_size=SETTINGS["batch_size"],
        gradient_accumulation_steps=SETTINGS["gradient_accumulation"], max_steps=SETTINGS["steps"],
        learning_rate=SETTINGS["learning_rate"], lr_scheduler_type="linear", warmup_steps=SETTINGS["warmup_steps"],
        beta=SETTINGS["beta"], weight_decay=SETTINGS["weight_decay"], max_grad_norm=SETTINGS["max_grad_norm"],
        max_length=SETTINGS["max_length"], optim="adamw_torch", report_to=[], use_cpu=True, bf16=False, logging_steps=1,
        save_strategy="no", gradient_checkpointing=False, seed=1)
    lora = LoraConfig(r=SETTINGS["rank"], lora_alpha=SETTINGS["alpha"], lora_dropout=0.0, target_modules=PROJECTIONS,
                      task_type="CAUSAL_LM")
    trainer = TokenRows(model=model, processing_class=tokenizer, train_dataset=Dataset.from_list(data), args=args,
                        peft_config=lora)
    save_file(state(trainer.model), output / "initial.safetensors", metadata={"format": "pt"})
    trainer.train()
    save_file(state(trainer.model), output / "final.safetensors", metadata={"format": "pt"})
    history = [entry for entry in trainer.state.log_history if "grad_norm" in entry]
    each = SETTINGS["gradient_accumulation"]
    for step, entry in enumerate(history):
        entry["loss"] = sum(trainer.losses[step * each:(step + 1) * each]) / each
    golden = {"origin": {"python": platform.python_version(), "torch": torch.__version__, "trl": trl.__version__,
                         "transformers": transformers.__version__, "peft": peft.__version__, "script": "dpo.py"},
              "settings": SETTINGS, "rows": data, "history": history}
    lines = json.dumps(golden).replace('{"prompt_ids"', '\n{"prompt_ids"').replace('{"loss"', '\n{"loss"')
    (output / "dpo.json").write_text(lines + "\n")


if __name__ == "__main__":
    main()
