#!/usr/bin/env python3
"""Writes sft.json, sft_lora_{initial,final}.safetensors, full_final.safetensors: twelve steps of SFTTrainer in fp32.

    python sft.py [OUTPUT_FOLDER]

The model is the tiny checkpoint of ../../golden/newer, the adapter a fresh LoRA of PEFT, the rows are random token ids
in the file's order of which the answers count. Versions are in the file's `origin`.
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
from trl import SFTConfig, SFTTrainer

PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
SETTINGS = dict(steps=12, batch_size=2, gradient_accumulation=2, warmup_steps=2, rank=4, alpha=8, weight_decay=0.01,
                max_grad_norm=1.0, max_length=40)
RATES = {"sft_lora": 5e-3, "full": 5e-4}


class TokenRows(SFTTrainer):
    """Rows are token ids already, and come in their order."""

    def __init__(self, *args, **kwargs):
        self.losses = []
        super().__init__(*args, **kwargs)

    def _prepare_dataset(self, dataset, *_):
        return dataset

    def _get_train_sampler(self, *_):
        return SequentialSampler(self.train_dataset)

    def compute_loss(self, *args, **kwargs):
        result = super().compute_loss(*args, **kwargs)
        self.losses.append((result[0] if isinstance(result, tuple) else result).item())
        return result


def rows(count, generator):
    ids = lambda low, high: torch.randint(
        3, 200, (int(torch.randint(low, high, (1,), generator=generator)),), generator=generator).tolist()
    result = []
    for _ in range(count):
        prompt, answer = [2] + ids(1, 14), ids(1, 20)
        result.append({"input_ids": prompt + answer, "labels": [-100] * len(prompt) + answer})
    return result


def run(name, folder, data, output):
    set_seed(20261122)
    model = Gemma3ForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    vocabulary = Tokenizer(models.WordLevel({"<pad>": 0, "<eos>": 1, "<bos>": 2}, unk_token="<pad>"))
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=vocabulary, pad_token="<pad>", eos_token="<eos>", bos_token="<bos>")
    args = SFTConfig(
        output_dir=tempfile.mkdtemp(), per_device_train_batch_size=SETTINGS["batch_size"],
        gradient_accumulation_steps=SETTINGS["gradient_accumulation"], max_steps=SETTINGS["steps"],
        learning_rate=RATES[name], lr_scheduler_type="linear", warmup_steps=SETTINGS["warmup_steps"],
        weight_decay=SETTINGS["weight_decay"], max_grad_norm=SETTINGS["max_grad_norm"],
        max_length=SETTINGS["max_length"], completion_only_loss=True, optim="adamw_torch", report_to=[], use_cpu=True,
        bf16=False, logging_steps=1, save_strategy="no", gradient_checkpointing=False, seed=1)
    lora = LoraConfig(r=SETTINGS["rank"], lora_alpha=SETTINGS["alpha"], lora_dropout=0.0, target_modules=PROJECTIONS,
                      task_type="CAUSAL_LM")
    trainer = TokenRows(model=model, processing_class=tokenizer, train_dataset=Dataset.from_list(data), args=args,
                        peft_config=lora if name == "sft_lora" else None)
    if name == "sft_lora":
        state = lambda: {n: t.clone().contiguous() for n, t in get_peft_model_state_dict(trainer.model).items()}
        save_file(state(), output / "sft_lora_initial.safetensors", metadata={"format": "pt"})
    else:
        state = lambda: {n: p.detach().clone() for n, p in trainer.model.named_parameters()}
    trainer.train()
    save_file(state(), output / f"{name}_final.safetensors", metadata={"format": "pt"})
    history = [entry for entry in trainer.state.log_history if "grad_norm" in entry]
    each = SETTINGS["gradient_accumulation"]
    for step, entry in enumerate(history):
        entry["shares"] = trainer.losses[step * each:(step + 1) * each]
    return history


def main():
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    folder = pathlib.Path(__file__).parents[2] / "golden" / "newer"
    torch.set_num_threads(1)
    data = rows(SETTINGS["steps"] * SETTINGS["batch_size"] * SETTINGS["gradient_accumulation"],
                torch.Generator().manual_seed(20261122))
    golden = {"origin": {"python": platform.python_version(), "torch": torch.__version__, "trl": trl.__version__,
                         "transformers": transformers.__version__, "peft": peft.__version__, "script": "sft.py"},
              "settings": SETTINGS, "learning_rates": RATES, "rows": data}
    for name in RATES:
        golden[name] = run(name, folder, data, output)
    lines = json.dumps(golden).replace('{"input_ids"', '\n{"input_ids"').replace('{"loss"', '\n{"loss"')
    (output / "sft.json").write_text(lines + "\n")


if __name__ == "__main__":
    main()
