#!/usr/bin/env python3
"""Writes `moments.safetensors`: ten steps of 8-bit AdamW and of SGD with momentum.

    python generate_moments.py [OUTPUT_FOLDER]

AdamW by a reference of its own in numpy, fp32: bitsandbytes' rules (its CUDA kernel: the update takes the moments
before they are quantised, the first moment's code never loses a negative sign; decay before the update, as torch's
AdamW) with the nearest code of the dynamic maps for value / absmax. bitsandbytes' own AdamW8bit for processors takes
a wrong code for every |x| / absmax below 1e-5 and diverges, so it cannot be the judge. SGD by torch.optim.SGD.
Parameters `p.*` of 4,096 numbers and more have 8-bit moments, the smaller one fp32 ones.
Versions: bitsandbytes 0.50.2 (the maps only), torch 2.7.1, numpy (any).
"""
import pathlib
import sys

import bitsandbytes.functional as F
import numpy as np
import torch
from safetensors.torch import save_file

STEPS, RATE, BETA1, BETA2, EPSILON, DECAY = 10, 3e-3, 0.9, 0.99, 1e-8, 0.05
SIZES = {"whole": 4096, "partial": 4200, "small": 300}
f32 = np.float32


def encode(values, book, scale):
    borders = (book[:-1] + book[1:]) / f32(2)
    codes = np.searchsorted(borders, values / np.maximum(scale, f32(1e-38)), side="left")
    return np.where((values < 0) & (book[codes] == 0), codes - 1, codes).astype(np.uint8)


class Moment:
    """A moment that is forgotten but for its codes and scales where the parameter is large."""

    def __init__(self, size, book):
        self.book, self.eight = book, size >= 4096
        self.values = np.zeros(size, f32)
        self.codes, self.scales = np.full(size, encode(f32(0), book, f32(1))), np.zeros(-(-size // 256), f32)

    def store(self, values):
        self.values = values
        if self.eight:
            starts = range(0, len(values), 256)
            self.scales = np.array([np.abs(values[i:i + 256]).max() for i in starts], f32)
            spread = np.repeat(self.scales, 256)[:len(values)]
            self.codes = encode(values, self.book, spread)
            self.values = self.book[self.codes] * spread


def adamw(parameter, gradients):
    maps = [F.create_dynamic_map(signed=signed).numpy() for signed in (True, False)]
    first, second = (Moment(len(parameter), book) for book in maps)
    for step, gradient in enumerate(gradients, 1):
        root = (1 - BETA2 ** step) ** 0.5
        m = first.values * f32(BETA1) + f32(1 - BETA1) * gradient
        v = second.values * f32(BETA2) + f32(1 - BETA2) * gradient * gradient
        change = m / (np.sqrt(v) + f32(EPSILON * root))
        parameter = parameter * f32(1 - RATE * DECAY) + f32(-RATE * root / (1 - BETA1 ** step)) * change
        first.store(m)
        second.store(v)
    return parameter, first, second


def main(folder):
    random, tensors = np.random.default_rng(3), {}
    for name, size in SIZES.items():
        start = random.standard_normal(size).astype(f32)
        # Magnitudes over nine decades, many of which fall on the code of zero; a block of zeros; changing signs.
        spread = 10.0 ** random.uniform(-9, 0, size)
        gradients = (random.standard_normal((STEPS, size)) * spread).astype(f32)
        gradients[:, 256:512] = 0
        end, first, second = adamw(start, gradients)
        tensors |= {f"{name}.start": start, f"{name}.gradients": gradients, f"{name}.end": end}
        for kind, moment in (("first", first), ("second", second)):
            if moment.eight:
                tensors |= {f"{name}.{kind}": moment.codes, f"{name}.{kind}_scales": moment.scales}
            else:
                tensors[f"{name}.{kind}"] = moment.values
    parameter = torch.nn.Parameter(torch.from_numpy(tensors["small.start"].copy()))
    sgd = torch.optim.SGD([parameter], lr=RATE, momentum=0.9)
    for gradient in tensors["small.gradients"]:
        parameter.grad = torch.from_numpy(gradient.copy())
        sgd.step()
    tensors["small.sgd"] = parameter.detach().numpy()
    save_file({name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in tensors.items()},
              folder / "moments.safetensors")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent))
