#!/usr/bin/env python3
"""Loads an export in transformers and compares it with the checkpoint and adapter that it was made of.

    python check_export.py MODEL_DIR ADAPTER_DIR|- EXPORT_DIR

The reference is MODEL_DIR loaded in fp32, with the adapter merged by PEFT in fp32, then rounded to the export's dtype.
No key of the export may be missing or unexpected; its tensors must be the reference's (with an adapter, whose product
is summed in another order, 1 % may be a step away in bf16); the logits of both, computed in fp32, may differ by 1e-4 (not
demanded where weights are a step away); and where there is a tokenizer, both folders must encode and render alike. Ends
with status 1 where one of this is not so.
"""
import pathlib
import sys

import peft
import torch
import transformers
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, GenerationConfig

TOLERANCE = 1e-4
TEXTS = ["The capital of France is Paris.", " zwei\n\n\tDrei <start_of_turn>user", "emoji \U0001F600, 数字 42"]
CHAT = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": " Hello? "}]


def reference(folder, adapter):
    """The text model's state in fp32, by the names of the text model."""
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    if adapter != "-":
        model = peft.PeftModel.from_pretrained(model, adapter, autocast_adapter_dtype=False).merge_and_unload()
    state = {}
    for name, tensor in model.state_dict().items():
        if "vision_tower" in name or "multi_modal_projector" in name:
            continue
        state[name.replace("model.language_model.", "model.")] = tensor
    return state


@torch.no_grad()
def logits(model, ids):
    return model(input_ids=ids, use_cache=False).logits


def compare_tokenizers(source, export):
    if not (pathlib.Path(source) / "tokenizer.json").exists():
        return "no tokenizer"
    ours, theirs = AutoTokenizer.from_pretrained(export), AutoTokenizer.from_pretrained(source)
    for text in TEXTS:
        if ours(text).input_ids != theirs(text).input_ids:
            sys.exit(f"the tokenizers differ on {text!r}")
    if theirs.chat_template and ours.apply_chat_template(CHAT) != theirs.apply_chat_template(CHAT):
        sys.exit("the chat templates differ")
    return f"tokenizer alike on {len(TEXTS)} texts" + (" and a conversation" if theirs.chat_template else "")


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    source, adapter, export = sys.argv[1:]
    print(f"torch {torch.__version__}, transformers {transformers.__version__}, peft {peft.__version__}")
    state = reference(source, adapter)
    model, report = AutoModelForCausalLM.from_pretrained(
        export, dtype="auto", attn_implementation="eager", output_loading_info=True)
    wrong = {key: value for key, value in report.items() if value}
    if wrong:
        sys.exit(f"not all of the export was loaded: {wrong}")
    dtype = model.dtype
    held = model.state_dict()
    if held.keys() != state.keys():
        sys.exit(f"other tensors: {sorted(held.keys() ^ state.keys())[:5]}")
    unequal, steps, largest = 0, 0.0, 0.0
    spacing = torch.finfo(dtype).eps
    for name, tensor in held.items():
        expected = state[name].to(dtype)
        difference = (tensor.float() - expected.float()).abs()
        unequal += (difference > 0).sum().item()
        largest = max(largest, difference.max().item())
        steps = max(steps, (difference / (expected.float().abs() * spacing).clamp_min(1e-9)).max().item())
    total = sum(tensor.numel() for tensor in held.values())
    rounded = AutoModelForCausalLM.from_config(
        AutoConfig.from_pretrained(export), dtype=torch.float32, attn_implementation="eager").eval()
    rounded.load_state_dict({name: tensor.to(dtype).float() for name, tensor in state.items()})
    # read anew: a model loaded in bf16 keeps rounded constants
    model = AutoModelForCausalLM.from_pretrained(export, dtype=torch.float32, attn_implementation="eager").eval()
    window = model.config.sliding_window
    ids = torch.randint(3, model.config.vocab_size, (2, min(2 * window + 9, 600)), generator=torch.Generator().manual_seed(7))
    ids[:, 0] = 2
    difference = (logits(model, ids) - logits(rounded, ids)).abs().max().item()
    GenerationConfig.from_pretrained(export)
    print(f"{dtype}, {len(held)} tensors, {total} weights, {unequal} not the reference's rounding "
          f"(by at most {largest:.2g}), logits of {ids.numel()} tokens differ by {difference:.3g}; "
          + compare_tokenizers(source, export))
    exact = adapter == "-"
    rounded_alike = unequal == 0 if exact else dtype == torch.float32 or (unequal <= total // 100 and steps <= 1)
    logits_alike = difference <= TOLERANCE or (not exact and dtype != torch.float32)
    sys.exit(0 if rounded_alike and logits_alike else 1)


if __name__ == "__main__":
    main()
