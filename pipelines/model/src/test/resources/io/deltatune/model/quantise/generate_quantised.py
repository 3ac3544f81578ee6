#!/usr/bin/env python3
"""Writes the golden files of block quantisation.

    python generate_quantised.py [OUTPUT_FOLDER]

- `four_bit.safetensors`: weights, and what bitsandbytes' `quantize_4bit` packs them to on a processor (`.packed`,
  `.absmax`); their doubly quantised scales (`.nested_codes`, `.nested_absmax`, `.nested_offset`) and the dequantised
  values (`.plain`, `.double`) by the reference below, not by bitsandbytes: its kernels for processors take a wrong
  8-bit code for every |x| / absmax below 1e-5 and read rows wrongly that are no multiple of 64 elements.
- `maps.safetensors`: the code books as bitsandbytes makes them.

The reference: the nearest code in fp32, borders being the fp32 middles of neighbouring codes, a value on a border taking
the lower one; x * (1 / absmax) in whole blocks and x / absmax in a last partial one; the scales' mean summed in fp64.
Versions: bitsandbytes 0.50.2, torch 2.7.1, numpy (any), on a CPU with AVX-512.
"""
import pathlib
import sys

import bitsandbytes.functional as F
import numpy as np
import torch
from safetensors.torch import save_file


def blockwise(values, code, blocksize):
    """Codes and scales of a flat fp32 array, by the nearest code."""
    borders = (code[:-1] + code[1:]) / np.float32(2)
    codes, scales = [], []
    for start in range(0, len(values), blocksize):
        block = values[start:start + blocksize]
        largest = np.abs(block).max()
        divisor = np.maximum(largest, np.float32(1e-38))
        whole = len(block) == blocksize
        scaled = block * (np.float32(1) / divisor) if whole else block / divisor
        codes.append(np.searchsorted(borders, scaled, side="left").astype(np.uint8))
        scales.append(largest if whole else divisor)
    return np.concatenate(codes), np.array(scales, np.float32)


def dequantised(packed, code, scales, blocksize, count):
    codes = np.stack([packed >> 4, packed & 15], 1).reshape(-1)[:count]
    return code[codes] * np.repeat(scales, blocksize)[:count]


def weights(generator):
    def normal(shape, dtype):
        return torch.randn(shape, generator=generator).mul_(0.05).to(dtype)

    ties = torch.zeros(2, 64)
    nf4 = F.get_4bit_type("nf4", "cpu")
    ties[0, 0], ties[1, 0] = 1.0, 2.0
    ties[0, 1:16] = (nf4[1:] + nf4[:-1]) / 2
    ties[1, 1:16] = nf4[1:] + nf4[:-1]
    ties[0, 16:32], ties[1, 16:32] = nf4, -nf4
    zeros = normal((4, 64), torch.float32)
    zeros[1] = 0
    zeros[2] *= 1e-37
    zeros[3] = torch.where(torch.arange(64) % 2 == 0, 5e-39, -0.0)
    return {
        "bf16": normal((300, 64), torch.bfloat16),
        "fp32": normal((70, 64), torch.float32),
        "fp16": normal((6, 128), torch.float16),
        "partial": normal((5, 100), torch.float32),
        "odd": normal((7, 9), torch.bfloat16),
        "ties": ties,
        "zeros": zeros,
        "zero_end": torch.zeros(3, 30),
    }


def main(folder):
    tensors, signed = {}, F.create_dynamic_map(signed=True).numpy()
    for name, weight in weights(torch.Generator().manual_seed(7)).items():
        tensors[name] = weight
        for kind in ("nf4", "fp4"):
            packed, state = F.quantize_4bit(weight, quant_type=kind, compress_statistics=False)
            flat, scales = packed.flatten().numpy(), state.absmax.numpy()
            offset = np.float32(scales.astype(np.float64).sum() / len(scales))
            codes, nested = blockwise(scales - offset, signed, 256)
            double = signed[codes] * np.repeat(nested, 256)[:len(codes)] + offset
            book = F.get_4bit_type(kind, "cpu").numpy()
            key = f"{name}.{kind}"
            tensors[f"{key}.packed"], tensors[f"{key}.absmax"] = packed.flatten(), state.absmax
            tensors[f"{key}.nested_codes"] = torch.from_numpy(codes)
            tensors[f"{key}.nested_absmax"] = torch.from_numpy(nested)
            tensors[f"{key}.nested_offset"] = torch.tensor([offset])
            tensors[f"{key}.plain"] = torch.from_numpy(dequantised(flat, book, scales, 64, weight.numel()))
            tensors[f"{key}.double"] = torch.from_numpy(dequantised(flat, book, double, 64, weight.numel()))
            tensors[f"{key}.double_bf16"] = tensors[f"{key}.double"].bfloat16()
    save_file(tensors, folder / "four_bit.safetensors")
    maps = {kind: F.get_4bit_type(kind, "cpu") for kind in ("nf4", "fp4")}
    maps |= {"signed": F.create_dynamic_map(signed=True), "unsigned": F.create_dynamic_map(signed=False)}
    save_file(maps, folder / "maps.safetensors")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent))
