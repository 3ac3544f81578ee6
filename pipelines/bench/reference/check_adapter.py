#!/usr/bin/env python3
"""Loads an exported adapter in PEFT and compares its logits with those that Deltatune wrote.

    python check_adapter.py MODEL_DIR ADAPTER_DIR LOGITS.safetensors...

A logits file holds, for each N from 0, `ids.N` [tokens] of any type and `logits.N` [tokens, vocabulary] fp32, as
`io.deltatune.model.LogitsDump` writes them. ADAPTER_DIR `-` compares the base alone. Ends with status 1 where a logit
differs by more than 1e-3, where the adapter has a key that PEFT did not load, or where it changes nothing.
"""
import pathlib
import sys

import peft
import torch
import transformers
from peft import PeftModel, get_peft_model_state_dict
from safetensors import safe_open
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

TOLERANCE = 1e-3


@torch.no_grad()
def logits_of(model, ids):
    return model(input_ids=ids[None].long(), use_cache=False).logits[0]


def load_adapter(base, folder):
    """The model with its adapter; the keys in the file and those that PEFT holds must be the same, with equal values."""
    model = PeftModel.from_pretrained(base, folder)
    written = load_file(pathlib.Path(folder) / "adapter_model.safetensors")
    held = get_peft_model_state_dict(model)
    missing, extra = sorted(held.keys() - written.keys()), sorted(written.keys() - held.keys())
    if missing or extra:
        sys.exit(f"keys differ: not in the file {missing[:5]}, not loaded {extra[:5]}")
    unequal = [name for name in held if not torch.equal(held[name].float(), written[name].float())]
    if unequal:
        sys.exit(f"values differ after loading: {unequal[:5]}")
    print(f"adapter: {len(written)} tensors, all loaded")
    return model


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    model_folder, adapter_folder, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    print(f"torch {torch.__version__}, transformers {transformers.__version__}, peft {peft.__version__}")
    model = AutoModelForCausalLM.from_pretrained(model_folder, dtype=torch.float32, attn_implementation="eager").eval()
    rows = []
    for path in files:
        with safe_open(path, "pt") as tensors:
            count = sum(name.startswith("ids.") for name in tensors.keys())
            rows += [(tensors.get_tensor(f"ids.{n}"), tensors.get_tensor(f"logits.{n}")) for n in range(count)]
    before = [logits_of(model, ids) for ids, _ in rows]
    if adapter_folder != "-":
        model = load_adapter(model, adapter_folder).eval()
    worst, effect, agreeing, positions = 0.0, 0.0, 0, 0
    for (ids, ours), base in zip(rows, before):
        reference = logits_of(model, ids)
        worst = max(worst, (ours - reference).abs().max().item())
        effect = max(effect, (reference - base).abs().max().item())
        agreeing += (ours.argmax(-1) == reference.argmax(-1)).sum().item()
        positions += len(ids)
    print(f"rows {len(rows)}, tokens {positions}, largest difference {worst:.3g}, "
          f"same best token {agreeing}/{positions}, adapter moves logits by up to {effect:.3g}")
    idle = adapter_folder != "-" and effect == 0.0
    sys.exit(1 if not rows or not worst <= TOLERANCE or idle else 0)


if __name__ == "__main__":
    main()
