#!/usr/bin/env python3
"""Loads a folder of `deltatune quantize` with transformers and bitsandbytes.

    python check_quantised.py FOLDER

Demands that every projection is loaded as codes with the file's bytes, scales and numbers, and that the model computes.
Status 1 otherwise.
"""
import json
import pathlib
import sys

import bitsandbytes as bnb
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

folder = pathlib.Path(sys.argv[1])
tensors = {}
for file in folder.glob("*.safetensors"):
    tensors |= load_file(file)
model = AutoModelForCausalLM.from_pretrained(folder, device_map="cpu").eval()
checked = 0
for name, module in model.named_modules():
    if not isinstance(module, bnb.nn.Linear4bit):
        continue
    key, state = f"{name}.weight", module.weight.quant_state
    about = next(json.loads(bytes(tensors[k].tolist())) for k in tensors if k.startswith(key + ".quant_state."))
    assert torch.equal(module.weight.data.flatten(), tensors[key].flatten()), key
    assert torch.equal(state.absmax, tensors[key + ".absmax"]), key
    assert torch.equal(state.code, tensors[key + ".quant_map"]), key
    assert tuple(state.shape) == tuple(about["shape"]) and state.blocksize == about["blocksize"], key
    scales = state.absmax
    if state.nested:
        assert torch.equal(state.state2.absmax, tensors[key + ".nested_absmax"]), key
        assert torch.equal(state.state2.code, tensors[key + ".nested_quant_map"]), key
        assert state.offset.item() == about["nested_offset"], key
    checked += 1
assert checked > 0, "nothing is quantised"
with torch.no_grad():
    logits = model(torch.tensor([[2, 7, 9, 11]])).logits
assert torch.isfinite(logits.float()).all()
print(f"{checked} projections are loaded as they were written; logits are finite")
