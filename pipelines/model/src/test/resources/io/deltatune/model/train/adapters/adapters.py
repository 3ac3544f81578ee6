#!/usr/bin/env python3
"""Writes the folders beside it and adapters.json: adapters of PEFT, their loss and the gradients of their parameters.

    python adapters.py [OUTPUT_FOLDER]

The model is the tiny checkpoint of ../../golden/newer and the rows are those of its golden.json, in fp32 on one thread.
CASE/adapter is the adapter as PEFT saves it and CASE/gradients.safetensors holds the gradients under its names. Where a
case names dropout, torch's random masks are replaced by Deltatune's (`kept` below), everything else is PEFT's own code,
and only the first row is used, since masks depend on the place in a batch without padding. `pissa` and `olora` are
written as PEFT starts them, with W less their product; CASE/removed.safetensors is what was taken off (s * B A).
Versions are in the file's `origin`.
"""
import json
import math
import pathlib
import platform
import sys

import peft
import torch
import transformers
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import Gemma3ForCausalLM

PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
SEED = 7  # of Deltatune's masks
PLAIN = dict(r=4, lora_alpha=8, lora_dropout=0.0, target_modules=PROJECTIONS, task_type="CAUSAL_LM")
FEW = dict(layers_to_transform=[2, 5])
CASES = {
    "rslora": PLAIN | dict(use_rslora=True, lora_alpha=3) | FEW,
    "patterns": PLAIN | dict(target_modules=["q_proj", "v_proj", "up_proj"], layers_to_transform=[1, 3, 5],
                             rank_pattern={"q_proj": 2, "layers.5.mlp.up_proj": 6},
                             alpha_pattern={"v_proj": 3, "layers.3.self_attn.q_proj": 5.5}),
    "dropout": PLAIN | dict(lora_dropout=0.25) | FEW,
    "dora": PLAIN | dict(use_dora=True),
    "dora_dropout": PLAIN | dict(use_dora=True, lora_dropout=0.25) | FEW,
    "pissa": PLAIN | dict(init_lora_weights="pissa") | FEW,
    "olora": PLAIN | dict(init_lora_weights="olora", use_rslora=True) | FEW,
}
MASK = (1 << 64) - 1


def scrambled(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def step(z):
    return scrambled((z + 0x9E3779B97F4A7C15) & MASK)


def key(seed, number, micro_batch, layer):
    """Of the masks of a layer in a step's micro-batch."""
    return step((step((step(step(seed) + number & MASK) + micro_batch) & MASK) + layer) & MASK) >> 11


def stream(key, number, count):
    start = scrambled((number * 0x9E3779B97F4A7C15 + key) & MASK)
    return [scrambled((start + (i + 1) * 0x9E3779B97F4A7C15) & MASK) >> 32 for i in range(count)]


def kept(key, projection, tokens, width, probability):
    """Which numbers of [tokens, width] dropout lets through."""
    rows, columns = stream(key, 2 * projection, tokens), stream(key, 2 * projection + 1, width)
    least = int(probability * 2**32)
    result = torch.empty(tokens, width)
    for t in range(tokens):
        for c in range(width):
            z = ((rows[t] ^ columns[c]) * 2146121005) & 0xFFFFFFFF
            z = ((z ^ z >> 15 & 131071) * (2**32 - 2073254261)) & 0xFFFFFFFF
            result[t, c] = float((z + 2**31) % 2**32 >= least)  # compared as signed numbers
    return result


class Masked(torch.nn.Module):
    """Dropout by the mask of a place, on one row."""

    def __init__(self, layer, projection, probability):
        super().__init__()
        self.layer, self.projection, self.p = layer, projection, probability

    def forward(self, x):
        assert x.shape[0] == 1, x.shape
        mask = kept(key(SEED, 1, 0, self.layer), self.projection, x.shape[1], x.shape[2], self.p)
        return x * mask / (1 - self.p)


def load(folder):
    return Gemma3ForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()


def adapted(folder, settings, generator):
    """The starts of PiSSA and OLoRA stay as they are; others get values that leave no gradient zero."""
    model = get_peft_model(load(folder), LoraConfig(**settings))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.requires_grad and "init_lora_weights" not in settings:
                noise = torch.randn(parameter.shape, generator=generator)
                if "magnitude" in name:
                    parameter.mul_(1 + 0.2 * noise)
                else:
                    parameter.copy_(noise * (0.15 if "lora_B" in name else 1.0 / math.sqrt(parameter.shape[1])))
    if settings["lora_dropout"] > 0:
        for name, module in model.named_modules():
            if hasattr(module, "lora_dropout"):
                parts = name.split(".")
                layer = int(parts[parts.index("layers") + 1])
                module.lora_dropout["default"] = Masked(layer, PROJECTIONS.index(parts[-1]), settings["lora_dropout"])
    return model


def saved_name(name):
    return name.replace(".default", "").replace("lora_magnitude_vector.weight", "lora_magnitude_vector")


def save_adapter(model, folder):
    """As PEFT saves, but for what differs from run to run: the base's path and the order of a set."""
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    path = folder / "adapter_config.json"
    config = json.loads(path.read_text())
    config["base_model_name_or_path"] = None
    config["target_modules"] = sorted(config["target_modules"])
    path.write_text(json.dumps(config, indent=2, sort_keys=True))


def loss_of(model, rows):
    width = max(len(row["ids"]) for row in rows)
    fill = lambda values, pad: values + [pad] * (width - len(values))
    logits = model(input_ids=torch.tensor([fill(row["ids"], 0) for row in rows]),
                   attention_mask=torch.tensor([fill([1] * len(row["ids"]), 0) for row in rows]), use_cache=False).logits
    labels = torch.tensor([fill(row["labels"], -100) for row in rows])
    return torch.nn.functional.cross_entropy(
        logits[:, :-1].reshape(-1, logits.shape[-1]), labels[:, 1:].reshape(-1), ignore_index=-100)


def removed(model, folder):
    """What was taken off the weights, by module."""
    before = dict(load(folder).named_parameters())
    for name, parameter in model.named_parameters():
        if ".base_layer.weight" in name:
            module = name.removeprefix("base_model.model.").replace(".base_layer", "")
            yield module, (before[module] - parameter).detach().clone()


def main():
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    base = pathlib.Path(__file__).parents[2] / "golden" / "newer"
    rows = json.loads((base.parent / "golden.json").read_text())["newer"]["batch"]
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    golden = {"origin": {"python": platform.python_version(), "torch": torch.__version__, "peft": peft.__version__,
                         "transformers": transformers.__version__, "script": "adapters.py"}, "seed": SEED, "cases": {}}
    for name, settings in CASES.items():
        folder = output / name
        folder.mkdir(parents=True, exist_ok=True)
        model = adapted(base, settings, torch.Generator().manual_seed(20261122))
        used = rows[:1] if settings["lora_dropout"] > 0 else rows
        loss = loss_of(model, used)
        loss.backward()
        gradients = {saved_name(n): p.grad.clone() for n, p in model.named_parameters() if p.requires_grad}
        save_adapter(model, folder / "adapter")
        save_file(gradients, folder / "gradients.safetensors")
        if "init_lora_weights" in settings:
            save_file(dict(removed(model, base)), folder / "removed.safetensors")
        case = {"loss": loss.item(), "rows": len(used), "tensors": len(gradients)}
        if name in ("dora", "patterns"):
            with torch.no_grad():
                alone = torch.tensor([rows[2]["ids"]])
                logits = model(input_ids=alone, use_cache=False).logits[0]
                merged = model.merge_and_unload()(input_ids=alone, use_cache=False).logits[0]
                assert (logits - merged).abs().max() < 1e-4
                save_file({"logits.2": logits.clone()}, folder / "logits.safetensors")
        golden["cases"][name] = case
    (output / "adapters.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
