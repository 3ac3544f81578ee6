"""Writes golden.json beside this file: probabilities of the next token as transformers' logits
processors leave them, for sampling settings over a few rows of logits.

    python golden.py          (torch 2.7.1, transformers 5.23)

Logits are multiples of 1/64 in float32, so that a row has equal ones. A row's `probabilities` are
those of the tokens that are left, in float64 of the float32 scores, by token id.
"""

import json
import pathlib

import torch
import transformers
from transformers import (
    LogitsProcessorList,
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

torch.set_num_threads(1)
generator = torch.Generator().manual_seed(11)

SETTINGS = [
    {},
    {"temperature": 0.3},
    {"temperature": 2.5},
    {"top_k": 1},
    {"top_k": 5},
    {"top_k": 100000},
    {"top_p": 0.5},
    {"top_p": 0.95},
    {"top_p": 1e-6},
    {"min_p": 0.02},
    {"min_p": 0.4},
    {"min_p": 1.0},
    {"repetition_penalty": 1.3},
    {"repetition_penalty": 0.6},
    {"temperature": 0.7, "top_k": 20, "top_p": 0.9},
    {"temperature": 1.7, "top_k": 40, "top_p": 0.8, "min_p": 0.1, "repetition_penalty": 1.2},
    {"temperature": 0.9, "top_p": 0.7, "min_p": 0.2, "repetition_penalty": 1.5},
]


def rows():
    for size, scale, coarse in ((31, 2.0, 64), (300, 1.5, 64), (400, 3.0, 2), (131, 0.4, 4)):
        logits = torch.randn(size, generator=generator) * scale
        logits = (logits * coarse).round() / coarse
        seen = torch.randint(0, size, (12,), generator=generator)
        yield logits.to(torch.float32), seen


def processors(settings):
    """In the order of GenerationMixin._get_logits_processor."""
    chosen = LogitsProcessorList()
    if "repetition_penalty" in settings:
        chosen.append(RepetitionPenaltyLogitsProcessor(settings["repetition_penalty"]))
    if "temperature" in settings:
        chosen.append(TemperatureLogitsWarper(settings["temperature"]))
    if "top_k" in settings:
        chosen.append(TopKLogitsWarper(settings["top_k"]))
    if "top_p" in settings:
        chosen.append(TopPLogitsWarper(settings["top_p"]))
    if "min_p" in settings:
        chosen.append(MinPLogitsWarper(settings["min_p"]))
    return chosen


def main():
    cases = []
    kept_rows = list(rows())
    for number, (logits, seen) in enumerate(kept_rows):
        for settings in SETTINGS:
            scores = processors(settings)(seen.unsqueeze(0), logits.unsqueeze(0).clone())[0]
            probabilities = torch.softmax(scores.double(), -1)
            left = {str(i): float(f"{p:.9g}") for i, p in enumerate(probabilities.tolist()) if p > 0}
            cases.append({"row": number, "settings": settings, "probabilities": left})
    golden = {
        "origin": f"golden.py, torch {torch.__version__}, transformers {transformers.__version__}",
        "rows": [{"logits": logits.tolist(), "seen": seen.tolist()} for logits, seen in kept_rows],
        "cases": cases,
    }
    path = pathlib.Path(__file__).with_name("golden.json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


main()
