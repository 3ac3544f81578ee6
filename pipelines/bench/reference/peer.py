#!/usr/bin/env python3
"""Runs one workload with transformers and lm-evaluation-harness, as Deltatune's side-by-side asks for it.

    python peer.py WORKLOAD.json MODEL_DIR OUT.json THREADS

Weights are loaded in fp32, attention is PyTorch's scaled dot product, the default. Generation goes through
`generate`, batches padded on the left and sorted by length; scoring through HFLM's `_loglikelihood_tokens`.
"""
import json
import pathlib
import statistics
import sys
import time

import torch
import transformers
from transformers import AutoModelForCausalLM


def status():
    """This process's memory in bytes, by the names of /proc/self/status."""
    lines = (line.split() for line in pathlib.Path("/proc/self/status").read_text().splitlines())
    return {words[0][:-1]: int(words[1]) * 1024 for words in lines if len(words) == 3 and words[2] == "kB"}


def batch_of(prompts):
    """Ids and mask [rows, longest], padded on the left."""
    longest = max(map(len, prompts))
    ids = torch.tensor([[0] * (longest - len(p)) + p for p in prompts])
    mask = torch.tensor([[0] * (longest - len(p)) + [1] * len(p) for p in prompts])
    return ids, mask


def generate(model, prompts, tokens):
    ids, mask = batch_of(prompts)
    start = time.perf_counter()
    out = model.generate(input_ids=ids, attention_mask=mask, max_new_tokens=tokens, min_new_tokens=tokens, do_sample=False)
    return out[:, ids.size(1):].tolist(), time.perf_counter() - start


def generation(model, work):
    model.generation_config.eos_token_id = None
    model.generation_config.pad_token_id = 0
    prompts, new, size = work["prompts"], work["new_tokens"], work["peer_batch"]
    generate(model, [p[:16] for p in prompts[:1]], 2)
    order = sorted(range(len(prompts)), key=lambda row: len(prompts[row]))
    seconds, first, answers = [], [], [None] * len(prompts)
    for _ in range(work["repeat"]):
        total, total_first = 0.0, 0.0
        for start in range(0, len(order), size):
            rows = order[start:start + size]
            found, taken = generate(model, [prompts[row] for row in rows], new)
            total += taken
            if work["decode_rate"]:
                total_first += generate(model, [prompts[row] for row in rows], 1)[1]
            for row, tokens in zip(rows, found):
                answers[row] = tokens
        seconds.append(total)
        first.append(total_first)
    middle = statistics.median(seconds)
    figures = {"tokens/s": len(prompts) * new / middle}
    if work["decode_rate"]:
        figures["decode tokens/s"] = len(prompts) * (new - 1) / (middle - statistics.median(first))
    return {"figures": figures, "tokens": answers}


def tokenizer():
    """HFLM wants one, but requests come as ids."""
    from tokenizers import Tokenizer, models
    words = {"<pad>": 0, "<eos>": 1, "<bos>": 2, "<unk>": 3}
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer(models.WordLevel(words, unk_token="<unk>")),
        pad_token="<pad>", eos_token="<eos>", bos_token="<bos>", unk_token="<unk>")


def scoring(model, work):
    from lm_eval.models.huggingface import HFLM
    harness = HFLM(pretrained=model, tokenizer=tokenizer(), batch_size=work["peer_batch"], max_length=work["max_length"])
    requests = [((f"c{i}", f"a{i}"), r["context"], r["continuation"]) for i, r in enumerate(work["requests"])]
    harness._loglikelihood_tokens(requests[:1], disable_tqdm=True)
    seconds = []
    for _ in range(work["repeat"]):
        start = time.perf_counter()
        found = harness._loglikelihood_tokens(requests, disable_tqdm=True)
        seconds.append(time.perf_counter() - start)
    return {"figures": {"requests/s": len(requests) / statistics.median(seconds)},
            "scores": [{"log_likelihood": value, "greedy": bool(greedy)} for value, greedy in found]}


@torch.no_grad()
def main():
    workload, folder, out, threads = sys.argv[1:5]
    torch.set_num_threads(int(threads))
    work = json.loads(pathlib.Path(workload).read_text())
    start = time.perf_counter()
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    loaded = time.perf_counter() - start
    assert model.config._attn_implementation == "sdpa", model.config._attn_implementation
    whole = status()["VmHWM"]
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    result = scoring(model, work) if work["kind"] == "score" else generation(model, work)
    working = status()
    result["figures"]["open s"] = loaded
    result["memory"] = {"peak": max(whole, working["VmHWM"]), "working_peak": working["VmHWM"],
                        "anonymous": working["RssAnon"], "file": working["RssFile"]}
    result["versions"] = f"torch {torch.__version__}, transformers {transformers.__version__}"
    pathlib.Path(out).write_text(json.dumps(result))


if __name__ == "__main__":
    main()
