#!/usr/bin/env python3
"""Writes configs.json: config.json files of many layouts, and what transformers makes of each.

    python generate_configs.py [OUTPUT_FILE]

`config` is the file, `resolved` the shape that transformers' configuration class computes from it (`tie` from the
class that owns the head: the outer one of a multimodal file). The sizes are those that Google published. Left out is
what versions of transformers read differently: `rope_scaling.type`, and multimodal files whose two parts
do not agree about the tied head.
"""
import json
import pathlib
import platform
import sys
import tempfile

import transformers
from transformers import AutoConfig

SLIDING, FULL = "sliding_attention", "full_attention"
LINEAR = {"factor": 8.0, "rope_type": "linear"}
SIZES = {
    "270m": dict(hidden_size=640, intermediate_size=2048, num_hidden_layers=18, num_attention_heads=4,
                 num_key_value_heads=1, head_dim=256, query_pre_attn_scalar=256, sliding_window=512,
                 max_position_embeddings=32768, vocab_size=262144),
    "1b": dict(hidden_size=1152, intermediate_size=6912, num_hidden_layers=26, num_attention_heads=4,
               num_key_value_heads=1, head_dim=256, query_pre_attn_scalar=256, sliding_window=512,
               max_position_embeddings=32768, vocab_size=262144),
    "4b": dict(hidden_size=2560, intermediate_size=10240, num_hidden_layers=34, num_attention_heads=8,
               num_key_value_heads=4, head_dim=256, query_pre_attn_scalar=256, sliding_window=1024,
               max_position_embeddings=131072, vocab_size=262208),
    "12b": dict(hidden_size=3840, intermediate_size=15360, num_hidden_layers=48, num_attention_heads=16,
                num_key_value_heads=8, head_dim=256, query_pre_attn_scalar=256, sliding_window=1024,
                max_position_embeddings=131072, vocab_size=262208),
    "27b": dict(hidden_size=5376, intermediate_size=21504, num_hidden_layers=62, num_attention_heads=32,
                num_key_value_heads=16, head_dim=128, query_pre_attn_scalar=168, sliding_window=1024,
                max_position_embeddings=131072, vocab_size=262208),
}
DEFAULTS = dict(head_dim=256, query_pre_attn_scalar=256, num_attention_heads=8, num_key_value_heads=4,
                max_position_embeddings=131072, vocab_size=262208)


def kinds(layers, pattern=6):
    return [FULL if (i + 1) % pattern == 0 else SLIDING for i in range(layers)]


def older(size, **keys):
    scaling = None if size in ("270m", "1b") else LINEAR
    return SIZES[size] | dict(
        architectures=["Gemma3ForCausalLM"], attention_bias=False, attention_dropout=0.0, attn_logit_softcapping=None,
        bos_token_id=2, cache_implementation="hybrid", eos_token_id=[1, 106], final_logit_softcapping=None,
        hidden_activation="gelu_pytorch_tanh", initializer_range=0.02, model_type="gemma3_text", pad_token_id=0,
        rms_norm_eps=1e-06, rope_local_base_freq=10000, rope_scaling=scaling, rope_theta=1000000,
        sliding_window_pattern=6, torch_dtype="bfloat16", transformers_version="4.50.0.dev0", use_cache=True) | keys


def newer(size, **keys):
    full = {"rope_theta": 1000000.0} | ({"rope_type": "default"} if size in ("270m", "1b") else LINEAR)
    return SIZES[size] | dict(
        _sliding_window_pattern=6, architectures=["Gemma3ForCausalLM"], attention_bias=False, attention_dropout=0.0,
        attn_logit_softcapping=None, bos_token_id=2, dtype="bfloat16", eos_token_id=1, final_logit_softcapping=None,
        hidden_activation="gelu_pytorch_tanh", initializer_range=0.02, layer_types=kinds(SIZES[size]["num_hidden_layers"]),
        model_type="gemma3_text", pad_token_id=0, rms_norm_eps=1e-06,
        rope_parameters={FULL: full, SLIDING: {"rope_theta": 10000.0, "rope_type": "default"}},
        tie_word_embeddings=True, transformers_version="5.23.0", use_bidirectional_attention=False, use_cache=True) | keys


def multimodal(text, **keys):
    return dict(architectures=["Gemma3ForConditionalGeneration"], boi_token_index=255999, eoi_token_index=256000,
                eos_token_id=[1, 106], image_token_index=262144, initializer_range=0.02, mm_tokens_per_image=256,
                model_type="gemma3", text_config=text,
                vision_config=dict(hidden_size=1152, image_size=896, intermediate_size=4304,
                                   model_type="siglip_vision_model", num_attention_heads=16, num_hidden_layers=27,
                                   patch_size=14, vision_use_head=False)) | keys


def as_published(size):
    """The older multimodal files say only what differs from the class's defaults."""
    text = {key: value for key, value in SIZES[size].items() if DEFAULTS.get(key) != value}
    return multimodal(text | dict(model_type="gemma3_text", rope_scaling=LINEAR), torch_dtype="bfloat16",
                      transformers_version="4.50.0.dev0")


def without(config, *keys):
    return {key: value for key, value in config.items() if key not in keys}


def ropes(full, sliding=None):
    return {FULL: full} | ({SLIDING: sliding} if sliding else {})


CONFIGS = {f"older {size}": older(size) for size in SIZES} | {f"newer {size}": newer(size) for size in SIZES} | {
    f"older multimodal {size}": as_published(size) for size in ("4b", "12b", "27b")} | {
    "newer multimodal 4b": multimodal(without(newer("4b"), "architectures"), dtype="bfloat16", tie_word_embeddings=True),
    "4.56: layer_types beside the older rope": older("270m", layer_types=kinds(18), _sliding_window_pattern=6,
                                                     use_bidirectional_attention=False),
    "layer_types against the pattern": older("270m", layer_types=[FULL] + [SLIDING] * 17),
    "only full layers": newer("270m", layer_types=[FULL] * 18),
    "nothing but the kind": dict(model_type="gemma3_text"),
    "pattern 3": older("1b", sliding_window_pattern=3),
    "pattern 1": older("1b", sliding_window_pattern=1),
    "pattern longer than the model": older("270m", sliding_window_pattern=40),
    "rope_scaling null": older("4b", rope_scaling=None),
    "rope_scaling of the default type": older("4b", rope_scaling={"rope_type": "default"}),
    "other thetas": older("4b", rope_theta=5e5, rope_local_base_freq=2e4),
    "whole numbers as factor and theta": older("4b", rope_scaling={"rope_type": "linear", "factor": 8}, rope_theta=7),
    "rope_parameters without the sliding kind": newer("4b", rope_parameters=ropes({"rope_theta": 3e5} | LINEAR)),
    "rope_parameters without thetas": newer("4b", rope_parameters=ropes(LINEAR, {"rope_type": "default"})),
    "rope_parameters without thetas, which stand outside": newer(
        "4b", rope_parameters=ropes(LINEAR, {"rope_type": "default"}), rope_theta=4e5, rope_local_base_freq=3e4),
    "rope_parameters and other thetas outside": newer("4b", rope_theta=4e5, rope_local_base_freq=3e4),
    "rope_scaling beside rope_parameters": newer("1b", rope_scaling={"rope_type": "linear", "factor": 2.0}),
    "scaled sliding layers": newer("1b", rope_parameters=ropes(
        {"rope_theta": 1e6, "rope_type": "default"}, {"rope_theta": 1e4} | LINEAR)),
    "untied": newer("270m", tie_word_embeddings=False),
    "multimodal, untied outside": multimodal(without(newer("4b"), "tie_word_embeddings"),
                                            tie_word_embeddings=False),
    "eps 1e-5": older("270m", rms_norm_eps=1e-5),
    "query_pre_attn_scalar absent": without(older("270m"), "query_pre_attn_scalar"),
    "window 1": newer("270m", sliding_window=1),
}


def rope(parameters):
    assert parameters["rope_type"] in ("default", "linear"), parameters
    return {"theta": float(parameters["rope_theta"]),
            "factor": float(parameters["factor"]) if parameters["rope_type"] == "linear" else 1.0}


def resolved(config):
    """What transformers' classes make of the file."""
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "config.json").write_text(json.dumps(config))
        outer = AutoConfig.from_pretrained(folder)
    text = getattr(outer, "text_config", outer)
    keys = ["vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
            "num_key_value_heads", "head_dim", "query_pre_attn_scalar", "sliding_window", "max_position_embeddings",
            "rms_norm_eps"]
    return {key: getattr(text, key) for key in keys} | {
        "sliding": [kind == SLIDING for kind in text.layer_types], "tie": bool(outer.tie_word_embeddings),
        "local": rope(text.rope_parameters[SLIDING]), "global": rope(text.rope_parameters[FULL])}


def main():
    output = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "configs.json"
    transformers.utils.logging.set_verbosity_error()
    origin = {"python": platform.python_version(), "transformers": transformers.__version__,
              "script": "generate_configs.py"}
    cases = [json.dumps({"name": name, "config": config, "resolved": resolved(config)})
             for name, config in CONFIGS.items()]
    output.write_text('{"origin": ' + json.dumps(origin) + ',\n "cases": [\n' + ",\n".join(cases) + "\n]}\n")


if __name__ == "__main__":
    main()
