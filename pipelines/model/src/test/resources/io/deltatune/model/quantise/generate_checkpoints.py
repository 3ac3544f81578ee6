#!/usr/bin/env python3
"""Writes small 4-bit checkpoints as transformers and bitsandbytes save them, and what they compute.

    python generate_checkpoints.py [OUTPUT_FOLDER]

For each of `nf4` (double quantisation) and `fp4` (without) a folder with `config.json` and `model.safetensors` by
`save_pretrained`, and `logits.safetensors`: token ids and fp32 logits of a plain fp32 model over the weights that the
file's codes and scales stand for. They are dequantised here and not by bitsandbytes, whose kernels for processors read
rows wrongly that are no multiple of 64 elements; these rows are none on purpose.
Versions: transformers 5.23.0, bitsandbytes 0.50.2, torch 2.7.1, on a CPU with AVX-512.
"""
import json
import pathlib
import sys
import tempfile

import torch
from safetensors.torch import load_file, save_file
from transformers import BitsAndBytesConfig, Gemma3ForCausalLM, Gemma3TextConfig

CONFIG = dict(
    vocab_size=120, hidden_size=48, intermediate_size=80, num_hidden_layers=3, num_attention_heads=4,
    num_key_value_heads=2, head_dim=20, query_pre_attn_scalar=20, sliding_window=8, max_position_embeddings=64,
    layer_types=["sliding_attention", "sliding_attention", "full_attention"], pad_token_id=0, eos_token_id=1,
    bos_token_id=2, tie_word_embeddings=True,
)


def base(folder):
    torch.manual_seed(11)
    model = Gemma3ForCausalLM(Gemma3TextConfig(**CONFIG))
    for name, parameter in model.named_parameters():
        with torch.no_grad():
            if "norm" in name:
                parameter.normal_(0.3 if "post_" in name else 0.0, 0.2)
            else:
                parameter.normal_(0, 0.25 if "embed" in name else 1.2 / parameter.shape[1] ** 0.5)
    model.to(torch.bfloat16).save_pretrained(folder)


def dequantised(tensors, name, shape):
    """A weight as its codes and scales say it."""
    state = next(key for key in tensors if key.startswith(name + ".quant_state."))
    about = json.loads(bytes(tensors[state].tolist()))
    scales = tensors[name + ".absmax"]
    if name + ".nested_absmax" in tensors:
        nested = tensors[name + ".nested_absmax"].repeat_interleave(about["nested_blocksize"])[:len(scales)]
        scales = tensors[name + ".nested_quant_map"][scales.long()] * nested + about["nested_offset"]
    packed = tensors[name].flatten()
    codes = torch.stack([packed >> 4, packed & 15], 1).flatten().long()
    values = tensors[name + ".quant_map"][codes] * scales.repeat_interleave(about["blocksize"])[:len(codes)]
    return values.view(shape)


def checkpoint(source, folder, kind, double):
    settings = BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type=kind, bnb_4bit_use_double_quant=double,
        bnb_4bit_compute_dtype=torch.bfloat16)
    model = Gemma3ForCausalLM.from_pretrained(
        source, quantization_config=settings, dtype=torch.bfloat16, device_map="cpu")
    model.save_pretrained(folder)
    tensors = load_file(folder / "model.safetensors")
    plain = Gemma3ForCausalLM(Gemma3TextConfig(**CONFIG)).float().eval()
    for name, parameter in plain.named_parameters():
        value = tensors[name]
        parameter.data = dequantised(tensors, name, parameter.shape) if value.dtype == torch.uint8 else value.float()
    plain.tie_weights()
    ids = torch.randint(3, CONFIG["vocab_size"], (20,), generator=torch.Generator().manual_seed(5))
    with torch.no_grad():
        logits = plain(ids[None]).logits[0]
    save_file({"ids": ids, "logits": logits.contiguous()}, folder / "logits.safetensors")
    (folder / "generation_config.json").unlink(missing_ok=True)


def main(folder):
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as source:
        base(source)
        checkpoint(source, folder / "nf4", "nf4", True)
        checkpoint(source, folder / "fp4", "fp4", False)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent))
