"""Writes golden.safetensors beside this script: the reference implementation's bytes.

Made with safetensors 0.8.0 and torch 2.7.1; run `python golden.py` to make it again.
"""

import pathlib

import torch
from safetensors.torch import save_file

tensors = {
    "beta.weight": torch.tensor([[1.0, -2.5, 3.25], [0.1, 1e-30, float("inf")]]),
    "alpha.weight": torch.tensor([1.0, 1.00390625, 1.01171875, -0.1, 3e38], dtype=torch.bfloat16),
    "ids": torch.tensor([1, -2, 2**40], dtype=torch.int64),
    "codes": torch.tensor([0, 127, 255], dtype=torch.uint8),
    "scalar": torch.tensor(7.0),
}
save_file(tensors, pathlib.Path(__file__).with_name("golden.safetensors"), {"format": "pt"})
