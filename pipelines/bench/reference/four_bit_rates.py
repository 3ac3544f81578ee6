#!/usr/bin/env python3
"""Rates of bitsandbytes' NF4 with double quantisation, in billions of weights a second, as one line of JSON.

    python four_bit_rates.py float32|bfloat16 ROWS COLUMNS
"""
import json
import statistics
import sys
import time

import bitsandbytes.functional as F
import torch

dtype, shape = getattr(torch, sys.argv[1]), (int(sys.argv[2]), int(sys.argv[3]))
weights = torch.randn(shape, generator=torch.Generator().manual_seed(1)).to(dtype)


def rate(work, rounds):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return weights.numel() / statistics.median(times[1:]) / 1e9


def quantise():
    return F.quantize_4bit(weights, quant_type="nf4", compress_statistics=True)


packed, state = quantise()
print(json.dumps({
    "quantise": rate(quantise, 4),
    "dequantise": rate(lambda: F.dequantize_4bit(packed, state), 10),
}))
