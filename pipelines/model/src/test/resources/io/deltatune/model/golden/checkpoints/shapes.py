"""The eight tiny checkpoints of generate_checkpoints.py: what config.json says, and how the tensors lie on disk."""
from dataclasses import dataclass, field

SLIDING, FULL = "sliding_attention", "full_attention"
COMMON = dict(model_type="gemma3_text", hidden_activation="gelu_pytorch_tanh", attention_bias=False,
              attention_dropout=0.0, max_position_embeddings=256, initializer_range=0.02, pad_token_id=0,
              eos_token_id=1, bos_token_id=2, use_cache=True)
VISION = dict(model_type="siglip_vision_model", hidden_size=8, intermediate_size=8, num_hidden_layers=1,
              num_attention_heads=2, image_size=8, patch_size=4, vision_use_head=False)


def newer(**keys):
    """The layout of transformers 5."""
    return COMMON | dict(transformers_version="5.23.0", attn_logit_softcapping=None, final_logit_softcapping=None,
                         use_bidirectional_attention=False) | keys


def older(**keys):
    """The layout of transformers 4.5x."""
    return COMMON | dict(transformers_version="4.50.0", cache_implementation="hybrid", attn_logit_softcapping=None,
                         final_logit_softcapping=None) | keys


def ropes(full, sliding):
    return {FULL: full, SLIDING: sliding}


def default(theta):
    return {"rope_theta": theta, "rope_type": "default"}


def linear(theta, factor):
    return {"factor": factor, "rope_theta": theta, "rope_type": "linear"}


@dataclass
class Shape:
    """A checkpoint: its text configuration and its files."""
    text: dict
    stored: str  # dtype of the tensors on disk
    shards: int = 1
    prefix: str = "model."  # of the text tensors
    head: str = "lm_head.weight"
    vision: str = ""  # prefix of the vision tensors; empty without any
    outer: dict = field(default_factory=dict)  # config.json around text_config
    adapter: bool = False


def multimodal(**keys):
    return dict(architectures=["Gemma3ForConditionalGeneration"], model_type="gemma3", vision_config=VISION,
                mm_tokens_per_image=1, initializer_range=0.02) | keys


SHAPES = {
    # Layer types that follow no pattern, one KV head, three shards.
    "newer-sharded": Shape(
        newer(vocab_size=512, hidden_size=48, intermediate_size=80, num_hidden_layers=6, num_attention_heads=4,
              num_key_value_heads=1, head_dim=16, query_pre_attn_scalar=16, sliding_window=8, rms_norm_eps=1e-6,
              layer_types=[SLIDING, FULL, SLIDING, SLIDING, FULL, SLIDING],
              rope_parameters=ropes(default(1e6), default(1e4)), tie_word_embeddings=True, dtype="bfloat16",
              architectures=["Gemma3ForCausalLM"]),
        stored="bfloat16", shards=3, adapter=True),
    # The head is not the embedding table; a factor and thetas that no published model has.
    "newer-untied": Shape(
        newer(vocab_size=384, hidden_size=32, intermediate_size=64, num_hidden_layers=4, num_attention_heads=8,
              num_key_value_heads=2, head_dim=8, query_pre_attn_scalar=8, sliding_window=11, rms_norm_eps=1e-5,
              layer_types=[SLIDING, SLIDING, FULL, SLIDING], _sliding_window_pattern=3,
              rope_parameters=ropes(linear(5e5, 4.0), default(2e4)), tie_word_embeddings=False, dtype="bfloat16",
              architectures=["Gemma3ForCausalLM"]),
        stored="bfloat16"),
    # Only sliding layers and a window of 4: nothing but the residual stream carries far.
    "newer-sliding": Shape(
        newer(vocab_size=256, hidden_size=32, intermediate_size=48, num_hidden_layers=3, num_attention_heads=4,
              num_key_value_heads=2, head_dim=12, query_pre_attn_scalar=12, sliding_window=4, rms_norm_eps=1e-6,
              layer_types=[SLIDING] * 3, rope_parameters=ropes(default(1e6), default(1e4)),
              tie_word_embeddings=True, dtype="float32", architectures=["Gemma3ForCausalLM"]),
        stored="float32"),
    # Every second layer is full; weights in fp32 that bf16 cannot hold.
    "older-every-second": Shape(
        older(vocab_size=320, hidden_size=40, intermediate_size=64, num_hidden_layers=4, num_attention_heads=4,
              num_key_value_heads=2, head_dim=8, query_pre_attn_scalar=8, sliding_window=12, rms_norm_eps=1e-6,
              sliding_window_pattern=2, rope_theta=1000000.0, rope_local_base_freq=10000.0, rope_scaling=None,
              torch_dtype="float32", architectures=["Gemma3ForCausalLM"]),
        stored="float32"),
    # As the 27B model: a score scale that is not the head's width, scaled global layers; another eps.
    "older-scaled": Shape(
        older(vocab_size=512, hidden_size=48, intermediate_size=64, num_hidden_layers=8, num_attention_heads=8,
              num_key_value_heads=1, head_dim=16, query_pre_attn_scalar=10, sliding_window=9, rms_norm_eps=1e-3,
              sliding_window_pattern=6, rope_theta=1000000.0, rope_local_base_freq=10000.0,
              rope_scaling={"factor": 8.0, "rope_type": "linear"}, torch_dtype="bfloat16",
              architectures=["Gemma3ForCausalLM"]),
        stored="bfloat16", shards=2),
    # As Google published the 4B model: text_config says only what differs from the defaults (8 heads, 4 KV heads,
    # pattern 6, thetas, eps), and the tensors lie under language_model.model.
    "older-multimodal": Shape(
        dict(model_type="gemma3_text", vocab_size=512, hidden_size=64, intermediate_size=96, num_hidden_layers=7,
             head_dim=12, query_pre_attn_scalar=12, sliding_window=16, max_position_embeddings=256,
             rope_scaling={"factor": 8.0, "rope_type": "linear"}),
        stored="bfloat16", shards=2, prefix="language_model.model.", vision="vision_tower.vision_model.",
        outer=multimodal(boi_token_index=509, eoi_token_index=510, image_token_index=511, eos_token_id=[1, 106],
                         torch_dtype="bfloat16", transformers_version="4.50.0.dev0")),
    # transformers 5 around text_config, tensors under model.language_model., fp16 on disk.
    "newer-multimodal": Shape(
        newer(vocab_size=384, hidden_size=32, intermediate_size=56, num_hidden_layers=5, num_attention_heads=4,
              num_key_value_heads=4, head_dim=16, query_pre_attn_scalar=16, sliding_window=10, rms_norm_eps=1e-6,
              layer_types=[SLIDING, SLIDING, SLIDING, FULL, SLIDING],
              rope_parameters=ropes(linear(1e6, 8.0), default(1e4)), tie_word_embeddings=True, dtype="float16"),
        stored="float16", prefix="model.language_model.", vision="model.vision_tower.", adapter=True,
        outer=multimodal(boi_token_index=381, eoi_token_index=382, image_token_index=383, tie_word_embeddings=True,
                         eos_token_id=1, dtype="float16", transformers_version="5.23.0")),
    # A single full layer of full heads between sliding ones, bf16 under the plain prefix, odd sizes.
    "newer-odd": Shape(
        newer(vocab_size=301, hidden_size=36, intermediate_size=50, num_hidden_layers=3, num_attention_heads=4,
              num_key_value_heads=4, head_dim=14, query_pre_attn_scalar=20, sliding_window=15, rms_norm_eps=1e-6,
              layer_types=[FULL, SLIDING, SLIDING], rope_parameters=ropes(default(1e6), default(1e4)),
              tie_word_embeddings=True, dtype="bfloat16", architectures=["Gemma3ForCausalLM"]),
        stored="bfloat16"),
}
