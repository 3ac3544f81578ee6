#!/usr/bin/env python3
"""Writes the golden files of this folder with the reference implementations (torch, transformers, peft).

    python generate_golden.py [OUTPUT_FOLDER]

Two tiny random Gemma 3 checkpoints and what the references compute from them; README.md describes each file. The
weights rest in bf16 and every computation is fp32 on one thread. `golden.json` records the versions used.
"""
import json
import math
import pathlib
import platform
import sys

import peft
import safetensors
import torch
import transformers
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import Gemma3ForCausalLM, Gemma3TextConfig, get_cosine_schedule_with_warmup

SEED = 20261121
PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
COMMON = dict(
    vocab_size=200, hidden_size=20, intermediate_size=32, num_attention_heads=4, head_dim=8,
    sliding_window=8, max_position_embeddings=128, rms_norm_eps=1e-6, hidden_activation="gelu_pytorch_tanh",
    attention_bias=False, attention_dropout=0.0, attn_logit_softcapping=None, final_logit_softcapping=None,
    pad_token_id=0, eos_token_id=1, bos_token_id=2, tie_word_embeddings=True, use_cache=True,
    initializer_range=0.02, architectures=["Gemma3ForCausalLM"], model_type="gemma3_text",
)
# The layout of transformers 5: rope_parameters by kind of layer, layer_types spelt out, two KV heads.
NEWER = COMMON | dict(
    num_hidden_layers=7, num_key_value_heads=2, query_pre_attn_scalar=8, dtype="bfloat16",
    layer_types=["sliding_attention"] * 5 + ["full_attention", "sliding_attention"], _sliding_window_pattern=6,
    rope_parameters={
        "full_attention": {"rope_theta": 1e6, "rope_type": "default"},
        "sliding_attention": {"rope_theta": 1e4, "rope_type": "default"},
    },
    transformers_version=transformers.__version__,
)
# The layout of transformers 4.5x: a pattern in place of layer_types, linear scaling of the global layers, one KV head,
# and a score scale that is not the head's width (as in the 27B model).
OLDER = COMMON | dict(
    num_hidden_layers=3, num_key_value_heads=1, query_pre_attn_scalar=12, torch_dtype="bfloat16", sliding_window_pattern=3,
    rope_theta=1000000.0, rope_local_base_freq=10000.0, rope_scaling={"factor": 8.0, "rope_type": "linear"},
    cache_implementation="hybrid", transformers_version="4.50.0",
)
BATCH_LENGTHS = [(24, 9), (13, 5), (6, 3)]  # (tokens, first answer token) of each row
OTHER_LENGTHS = [(20, 12), (13, 3), (19, 10)]
PROMPT_LENGTHS = [3, 14, 9]


def write_checkpoint(folder, config, generator):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    skeleton = Gemma3ForCausalLM(Gemma3TextConfig.from_pretrained(folder)).float()
    tensors = {}
    for name, parameter in skeleton.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        if name.endswith("embed_tokens.weight"):
            noise *= 0.3
        elif name == "model.norm.weight" or "post_" in name:
            noise = noise * 0.3 + 1.0
        elif "norm" in name:
            noise *= 0.3
        else:
            noise *= 1.2 / math.sqrt(parameter.shape[1])
        tensors[name] = noise.bfloat16()
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


def load(folder):
    model = Gemma3ForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    return model.eval()


def check_configuration(model, global_layers, factor):
    config = model.config
    kinds = ["full_attention" if i in global_layers else "sliding_attention" for i in range(config.num_hidden_layers)]
    assert list(config.layer_types) == kinds, config.layer_types
    full, sliding = config.rope_parameters["full_attention"], config.rope_parameters["sliding_attention"]
    assert full["rope_theta"] == 1e6 and sliding["rope_theta"] == 1e4, config.rope_parameters
    assert full.get("factor", 1.0) == factor and sliding.get("factor", 1.0) == 1.0, config.rope_parameters


def random_rows(lengths, generator):
    """Rows of a batch: `ids` and `labels` of equal length, label -100 before the answer."""
    rows = []
    for length, answer in lengths:
        ids = [2] + torch.randint(3, COMMON["vocab_size"], (length - 1,), generator=generator).tolist()
        rows.append({"ids": ids, "labels": [-100] * answer + ids[answer:]})
    return rows


def padded(rows):
    width = max(len(row["ids"]) for row in rows)
    fill = lambda values, pad: values + [pad] * (width - len(values))
    return dict(
        input_ids=torch.tensor([fill(row["ids"], 0) for row in rows]),
        attention_mask=torch.tensor([fill([1] * len(row["ids"]), 0) for row in rows]),
        labels=torch.tensor([fill(row["labels"], -100) for row in rows]),
    )


def mean_loss(model, rows):
    """Sum of the negative log-likelihood of the label tokens / their number; row t predicts label t + 1."""
    batch = padded(rows)
    logits = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], use_cache=False).logits
    loss = torch.nn.functional.cross_entropy(
        logits[:, :-1].reshape(-1, logits.shape[-1]), batch["labels"][:, 1:].reshape(-1), ignore_index=-100)
    reference = model(**batch, use_cache=False).loss
    assert abs(loss.item() - reference.item()) < 1e-5, (loss, reference)
    return loss


@torch.no_grad()
def golden_logits(model, rows, path):
    """One tensor `logits.N` [tokens, vocabulary] a row, of the real tokens of the padded batch."""
    batch = padded(rows)
    logits = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], use_cache=False).logits
    tensors = {}
    for index, row in enumerate(rows):
        tensors[f"logits.{index}"] = logits[index, : len(row["ids"])].clone().contiguous()
        alone = model(input_ids=torch.tensor([row["ids"]]), use_cache=False).logits[0]
        assert (tensors[f"logits.{index}"] - alone).abs().max() < 1e-4, "padding changes the row"
    save_file(tensors, path)
    return {"largest": max(t.abs().max().item() for t in tensors.values()),
            "deviation": torch.cat([t.flatten() for t in tensors.values()]).std().item()}


def full_gradients(model, rows, path):
    model.zero_grad()
    loss = mean_loss(model, rows)
    loss.backward()
    wanted = ["model.embed_tokens.weight", "model.norm.weight", "model.layers.0.input_layernorm.weight",
              "model.layers.3.post_attention_layernorm.weight", "model.layers.5.self_attn.q_norm.weight",
              "model.layers.1.self_attn.k_norm.weight", "model.layers.0.self_attn.q_proj.weight",
              "model.layers.5.self_attn.v_proj.weight", "model.layers.2.mlp.down_proj.weight"]
    gradients = {name: p.grad.clone() for name, p in model.named_parameters()}
    save_file({name: gradients[name] for name in wanted}, path)
    norm = math.sqrt(sum(g.double().pow(2).sum().item() for g in gradients.values()))
    model.zero_grad()
    return {"loss": loss.item(), "norm_of_all": norm}


def in_kept_layer(name):
    return any(f".layers.{layer}." in name for layer in (0, 5, 6))


def key(name):
    """The name that PEFT writes for a parameter."""
    return name.replace(".default", "")


def with_adapter(folder, generator):
    model = get_peft_model(load(folder), LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0, target_modules=PROJECTIONS,
                                                    task_type="CAUSAL_LM"))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.requires_grad:
                deviation = 0.15 if "lora_B" in name else 1.0 / math.sqrt(parameter.shape[1])
                parameter.copy_(torch.randn(parameter.shape, generator=generator) * deviation)
    return model


def save_adapter(model, folder):
    """As PEFT saves, but for what differs from run to run: the base's path and the order of a set."""
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    path = folder / "adapter_config.json"
    config = json.loads(path.read_text())
    config["base_model_name_or_path"] = None
    config["target_modules"] = sorted(config["target_modules"])
    path.write_text(json.dumps(config, indent=2, sort_keys=True))


def adapter_gradients(model, rows, path):
    model.zero_grad()
    loss = mean_loss(model, rows)
    loss.backward()
    gradients = {key(name): p.grad.clone() for name, p in model.named_parameters() if p.requires_grad}
    save_file({name: gradient for name, gradient in gradients.items() if in_kept_layer(name)}, path)
    model.zero_grad()
    return {"loss": loss.item(), "norm": math.sqrt(sum(g.double().pow(2).sum().item() for g in gradients.values()))}


def train(model, batches, path):
    """Ten AdamW steps, the batches in turn, clipped, cosine with warm-up; keeps the final A and B of layers 0, 5, 6."""
    settings = dict(steps=10, learning_rate=0.02, betas=[0.9, 0.999], eps=1e-8, weight_decay=0.01, max_grad_norm=1.0,
                    warmup_steps=3)
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=settings["learning_rate"], betas=settings["betas"],
                                  eps=settings["eps"], weight_decay=settings["weight_decay"])
    schedule = get_cosine_schedule_with_warmup(optimiser, settings["warmup_steps"], settings["steps"])
    history = []
    for step in range(settings["steps"]):
        optimiser.zero_grad()
        loss = mean_loss(model, batches[step % len(batches)])
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(parameters, settings["max_grad_norm"])
        rate = schedule.get_last_lr()[0]
        optimiser.step()
        schedule.step()
        history.append({"loss": loss.item(), "grad_norm": norm.item(), "learning_rate": rate})
    final = {key(name): p.detach().clone() for name, p in model.named_parameters()
             if p.requires_grad and in_kept_layer(name)}
    save_file(final, path)
    return settings | {"history": history}


@torch.no_grad()
def greedy(model, prompt, tokens=20):
    """Greedy continuation without stopping, the prefix recomputed for each token; also the smallest lead of a choice."""
    ids, lead = list(prompt), math.inf
    for _ in range(tokens):
        best = model(input_ids=torch.tensor([ids]), use_cache=False).logits[0, -1].topk(2)
        lead = min(lead, (best.values[0] - best.values[1]).item())
        ids.append(best.indices[0].item())
    cached = model.generate(torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
                            do_sample=False, max_new_tokens=tokens, eos_token_id=None, pad_token_id=0)[0].tolist()
    assert cached == ids, "the cache changes the tokens"
    return {"prompt": prompt, "tokens": ids[len(prompt):], "smallest_lead": lead}


def main():
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    transformers.utils.logging.disable_progress_bar()
    generator = torch.Generator().manual_seed(SEED)
    golden = {"origin": {"python": platform.python_version(), "torch": torch.__version__,
                           "transformers": transformers.__version__, "peft": peft.__version__,
                           "safetensors": safetensors.__version__, "script": "generate_golden.py"},
              "seed": SEED, "threads": 1, "dtype": "float32"}
    for name, config, global_layers, factor in (("newer", NEWER, {5}, 1.0), ("older", OLDER, {2}, 8.0)):
        folder = output / name
        write_checkpoint(folder, config, generator)
        model = load(folder)
        check_configuration(model, global_layers, factor)
        batch = random_rows(BATCH_LENGTHS if name == "newer" else BATCH_LENGTHS[:1], generator)
        case = {"batch": batch, "logits": golden_logits(model, batch, folder / "logits.safetensors")}
        prompts = [[2] + torch.randint(3, COMMON["vocab_size"], (n - 1,), generator=generator).tolist() for n in PROMPT_LENGTHS]
        case["greedy"] = [greedy(model, prompt) for prompt in prompts]
        if name == "newer":
            case["full"] = full_gradients(model, batch, folder / "gradients.safetensors")
            adapted = with_adapter(folder, generator)
            save_adapter(adapted, folder / "adapter")
            with torch.no_grad():
                row = adapted(input_ids=torch.tensor([batch[2]["ids"]]), use_cache=False).logits[0].clone()
            save_file({"logits.2": row}, folder / "adapter_logits.safetensors")
            case["adapter"] = adapter_gradients(adapted, batch, folder / "adapter_gradients.safetensors")
            case["other_batch"] = random_rows(OTHER_LENGTHS, generator)
            case["training"] = train(adapted, [batch, case["other_batch"]], folder / "adapter_trained.safetensors")
            case["greedy_trained"] = [greedy(adapted, prompt) for prompt in prompts]
        else:
            case["full"] = {"loss": mean_loss(model, batch).item()}
        golden[name] = case
    (output / "golden.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
