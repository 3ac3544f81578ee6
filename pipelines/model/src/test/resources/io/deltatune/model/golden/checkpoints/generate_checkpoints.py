#!/usr/bin/env python3
"""Writes the checkpoints of shapes.py and what torch, transformers and peft compute from them; see README.md.

    python generate_checkpoints.py [OUTPUT_FOLDER]

fp32 on one thread unless said otherwise. NAME.json records the versions used. A second run gives the same bytes.
"""
import contextlib
import copy
import json
import math
import pathlib
import platform
import shutil
import sys
import warnings

import peft
import safetensors
import torch
import transformers
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import AutoConfig, Gemma3ForCausalLM, Gemma3ForConditionalGeneration, Gemma3TextConfig

sys.dont_write_bytecode = True
from shapes import FULL, SHAPES, SLIDING

SEED = 20261122
GENERATED = 32
HALF_ROWS = 32
LEAD = 5e-3  # the least difference between the best and the second logit where a choice is recorded
DTYPES = {"bfloat16": torch.bfloat16, "float16": torch.float16, "float32": torch.float32}


# ---- checkpoints ----------------------------------------------------------------------------------------------------

def drawn(name, shape, generator):
    """Weights that make logits of order 1 to 10 and let attention decide."""
    noise = torch.randn(shape, generator=generator)
    if "embed_tokens" in name or "lm_head" in name:
        return noise * 1.6 / math.sqrt(shape[1])
    if name == "model.norm.weight" or "post_" in name:
        return noise * 0.3 + 0.8
    if "q_norm" in name or "k_norm" in name:
        return noise * 0.3 + 0.3
    if "norm" in name:
        return noise * 0.3
    return noise * 1.2 / math.sqrt(shape[1])


def text_config(folder):
    config = AutoConfig.from_pretrained(folder)
    return copy.deepcopy(getattr(config, "text_config", config))


def vision_tensors(folder, shape, generator):
    """Tensors of a vision tower and projector, under the names of the file's time."""
    with torch.device("meta"):
        model = Gemma3ForConditionalGeneration(AutoConfig.from_pretrained(folder))
    tensors = {}
    for name, parameter in model.model.vision_tower.named_parameters():
        tensors[shape.vision + name] = torch.randn(parameter.shape, generator=generator) * 0.1
    projector = ("model." if shape.vision.startswith("model.") else "") + "multi_modal_projector."
    for name, parameter in model.model.multi_modal_projector.named_parameters():
        tensors[projector + name] = torch.randn(parameter.shape, generator=generator) * 0.1
    return tensors


def write_checkpoint(folder, shape, generator):
    """Writes the folder; returns the text model's tensors by their plain names, as stored."""
    folder.mkdir(parents=True)
    config = shape.outer | {"text_config": shape.text} if shape.outer else shape.text
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    skeleton = Gemma3ForCausalLM(text_config(folder))
    plain = {name: drawn(name, parameter.shape, generator).to(DTYPES[shape.stored])
             for name, parameter in skeleton.named_parameters()}
    stored = {shape.head if name == "lm_head.weight" else shape.prefix + name.removeprefix("model."): tensor
              for name, tensor in plain.items()}
    if shape.vision:
        stored |= {name: t.to(DTYPES[shape.stored]) for name, t in vision_tensors(folder, shape, generator).items()}
    write_shards(folder, stored, shape.shards)
    return plain


def write_shards(folder, tensors, shards):
    names = sorted(tensors)
    if shards == 1:
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
        return
    total = sum(t.numel() * t.element_size() for t in tensors.values())
    parts, size = [[]], 0
    for name in names:
        if size > total / shards * len(parts):
            parts.append([])
        parts[-1].append(name)
        size += tensors[name].numel() * tensors[name].element_size()
    assert len(parts) == shards, len(parts)
    index = {"metadata": {"total_size": total}, "weight_map": {}}
    for number, part in enumerate(parts, 1):
        file = f"model-{number:05d}-of-{shards:05d}.safetensors"
        save_file({name: tensors[name] for name in part}, folder / file, metadata={"format": "pt"})
        index["weight_map"] |= {name: file for name in part}
    index["weight_map"] = dict(sorted(index["weight_map"].items()))
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=2) + "\n")


def load(folder, shape, dtype=torch.float32, attention="eager"):
    """The class that the files are of, every tensor of them used and none missing."""
    kind = Gemma3ForConditionalGeneration if shape.outer else Gemma3ForCausalLM
    model, info = kind.from_pretrained(folder, dtype=dtype, attn_implementation=attention, output_loading_info=True)
    problems = {key: value for key, value in info.items() if value}
    assert not problems, problems
    return model.eval()


def check_loaded(model, shape, plain):
    """The reference reads the files as they are meant."""
    text = model.model.language_model if shape.outer else model.model
    for name, parameter in text.named_parameters():
        assert torch.equal(parameter, plain["model." + name].float()), name
    head = plain.get("lm_head.weight", plain["model.embed_tokens.weight"])
    assert torch.equal(model.lm_head.weight, head.float())


# ---- forward --------------------------------------------------------------------------------------------------------

def forward(model, ids, mask=None, hidden=False):
    """Positions count the real tokens, as generate() does."""
    ids = torch.as_tensor(ids)
    mask = torch.ones_like(ids) if mask is None else mask
    positions = (mask.cumsum(-1) - 1).clamp(min=0)
    return model(input_ids=ids, attention_mask=mask, position_ids=positions, use_cache=False,
                 output_hidden_states=hidden)


def logits_of(model, ids):
    return forward(model, [ids]).logits[0].float()


def padded(rows, side):
    width = max(map(len, rows))
    def fill(values):
        pad = [0] * (width - len(values))
        return pad + values if side == "left" else values + pad
    return torch.tensor([fill(row) for row in rows]), torch.tensor([fill([1] * len(row)) for row in rows])


def in_padded_batch(model, rows, side):
    ids, mask = padded(rows, side)
    logits = forward(model, ids, mask).logits
    return [logits[i][mask[i].bool()].clone() for i in range(len(rows))]


def draw(length, vocabulary, generator):
    """Ids beside the special ones (and beside the last three, which mean images in the multimodal models)."""
    first = [2] if length > 1 else []
    return first + torch.randint(3, vocabulary - 3, (length - len(first),), generator=generator).tolist()


def greedy(model, prompt, tokens=GENERATED):
    """Greedy continuation, the prefix computed anew for each token; None where a choice is too close or it is dull."""
    ids, lead = list(prompt), math.inf
    for _ in range(tokens):
        best = logits_of(model, ids)[-1].topk(2)
        lead = min(lead, (best.values[0] - best.values[1]).item())
        ids.append(best.indices[0].item())
    continuation = ids[len(prompt):]
    return (continuation, lead) if lead > LEAD and len(set(continuation)) >= 6 else None


def check_cache(model, prompts, continuations):
    """transformers' own cache gives the same tokens, alone and in one left-padded batch."""
    settings = dict(do_sample=False, max_new_tokens=GENERATED, eos_token_id=None, pad_token_id=0)
    ids, mask = padded(prompts, "left")
    together = model.generate(ids, attention_mask=mask, **settings)[:, ids.shape[1]:].tolist()
    assert together == continuations, "batching changes the tokens"
    for prompt, continuation in zip(prompts, continuations):
        alone = model.generate(torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
                               **settings)[0].tolist()
        assert alone == prompt + continuation, "the cache changes the tokens"


def score(model, context, continuation):
    """The log-likelihood of a continuation by one plain pass over both; None where a choice is too close."""
    logits = logits_of(model, context + continuation)[len(context) - 1:-1]
    best = logits.topk(2, -1)
    if (best.values[:, 0] - best.values[:, 1]).min() < LEAD:
        return None
    target = torch.tensor(continuation)
    values = logits.log_softmax(-1).gather(1, target.unsqueeze(1)).squeeze(1)
    return {"continuation": continuation, "log_likelihood": values.double().sum().item(),
            "token_log_likelihoods": values.tolist(), "is_greedy": bool((best.indices[:, 0] == target).all())}


def group(model, context_length, endings, vocabulary, generator, follow=False):
    """Continuations of one context; with `follow` the second is what the model itself would say."""
    while True:
        context = draw(context_length, vocabulary, generator)
        texts = [draw(n + 1, vocabulary, generator)[1:] for n in endings]
        if follow:
            ids = list(context)
            for _ in range(endings[1]):
                ids.append(logits_of(model, ids)[-1].argmax().item())
            texts[1] = ids[len(context):]
        scores = [score(model, context, text) for text in texts]
        if None not in scores and len({tuple(text) for text in texts}) == len(texts):
            return {"context": context, "choices": scores}


# ---- what the figures are worth -------------------------------------------------------------------------------------

@contextlib.contextmanager
def wide():
    """Where the model widens to fp32 it widens to fp64."""
    narrow = torch.Tensor.float
    torch.Tensor.float = torch.Tensor.double
    try:
        yield
    finally:
        torch.Tensor.float = narrow


def fp64_logits(folder, shape, prompts):
    model = load(folder, shape, attention="sdpa").double()
    with wide():
        return [forward(model, [prompt]).logits[0] for prompt in prompts]


def distances(actual, expected):
    """Mean, root mean square and largest absolute difference over all values of all rows."""
    difference = torch.cat([(a.double() - e.double()).abs().flatten() for a, e in zip(actual, expected)])
    return {"mean": difference.mean().item(), "root_mean_square": difference.pow(2).mean().sqrt().item(),
            "largest": difference.max().item()}


def half_precision(folder, shape, model, window, vocabulary, generator):
    """How far transformers' bf16 logits are from its fp32 ones, over rows of three windows, with both its kernels."""
    rows = [draw(3 * window, vocabulary, generator) for _ in range(HALF_ROWS)]
    expected = [logits_of(model, row) for row in rows]
    figures = {"rows": rows}
    for attention in ("sdpa", "eager"):
        half = load(folder, shape, torch.bfloat16, attention)
        figures[attention] = distances([logits_of(half, row) for row in rows], expected)
    return figures


def sensitivity(folder, plain, prompt, expected):
    """How far the logits move when one value of the configuration is another: each must be seen by the tests."""
    def moved(**changes):
        config = text_config(folder)
        for key, value in changes.items():
            setattr(config, key, value)
        config._attn_implementation = "eager"
        model = Gemma3ForCausalLM(config).eval()
        tied = {} if "lm_head.weight" in plain else {"lm_head.weight": plain["model.embed_tokens.weight"]}
        model.load_state_dict({name: t.float() for name, t in (plain | tied).items()})
        return (logits_of(model, prompt) - expected).abs().max().item()

    base = text_config(folder)
    def rope(kind, **changes):
        parameters = copy.deepcopy(base.rope_parameters)
        parameters[kind] |= changes
        return dict(rope_parameters=parameters)

    assert moved() < 1e-5, "the multimodal class and the text class differ"
    kinds = list(base.layer_types)
    figures = {"sliding_window + 1": moved(sliding_window=base.sliding_window + 1),
               "sliding_window - 1": moved(sliding_window=base.sliding_window - 1),
               "query_pre_attn_scalar * 1.5": moved(query_pre_attn_scalar=base.query_pre_attn_scalar * 3 // 2),
               "rms_norm_eps * 10": moved(rms_norm_eps=base.rms_norm_eps * 10)}
    if SLIDING in kinds:
        figures["local theta * 2"] = moved(**rope(SLIDING, rope_theta=2 * base.rope_parameters[SLIDING]["rope_theta"]))
    if FULL in kinds:
        turned = kinds[1:] + kinds[:1]
        figures["layer_types turned by one"] = moved(layer_types=turned)
        figures["global theta / 2"] = moved(**rope(FULL, rope_theta=base.rope_parameters[FULL]["rope_theta"] / 2))
        factor = {"rope_type": "linear", "factor": base.rope_parameters[FULL].get("factor", 1.0) * 2}
        figures["global factor * 2"] = moved(**rope(FULL, **factor))
    for name, value in figures.items():  # an eps of 1e-6 is below what such activations show
        assert value > (0.02 if "eps" not in name else 2e-3 if base.rms_norm_eps > 1e-6 else 0), (name, value)
    return figures


# ---- adapters -------------------------------------------------------------------------------------------------------

PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def with_adapter(folder, shape, generator):
    layers = r".*language_model.*\.({})" if shape.outer else r".*\.({})"
    target = layers.format("|".join(PROJECTIONS)) if shape.outer else PROJECTIONS
    model = get_peft_model(load(folder, shape), LoraConfig(
        r=3, lora_alpha=6, lora_dropout=0.0, use_rslora=bool(shape.outer), target_modules=target,
        task_type="CAUSAL_LM"))
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            deviation = 0.2 if "lora_B" in name else 1.0 / math.sqrt(parameter.shape[1])
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * deviation)
    return model


def save_adapter(model, folder):
    """As PEFT saves, but for what differs from run to run: the base's path and the order of a set."""
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    path = folder / "adapter_config.json"
    config = json.loads(path.read_text())
    config["base_model_name_or_path"] = None
    if isinstance(config["target_modules"], list):
        config["target_modules"] = sorted(config["target_modules"])
    path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")


# ---- all of it ------------------------------------------------------------------------------------------------------

def prompts_with_continuations(model, lengths, vocabulary, generator):
    prompts, continuations, lead = [], [], math.inf
    for length in lengths:
        while True:
            prompt = draw(length, vocabulary, generator)
            found = greedy(model, prompt)
            if found:
                break
        prompts.append(prompt)
        continuations.append(found[0])
        lead = min(lead, found[1])
    check_cache(model, prompts, continuations)
    return prompts, continuations, lead


def case(name, shape, output, generator):
    folder = output / name
    plain = write_checkpoint(folder, shape, generator)
    model = load(folder, shape)
    check_loaded(model, shape, plain)
    config = text_config(folder)
    window, vocabulary = config.sliding_window, config.vocab_size
    lengths = [1, 3, window - 1, window, window + 1, 3 * window]
    prompts, continuations, lead = prompts_with_continuations(model, lengths, vocabulary, generator)
    tensors = {f"logits.{i}": logits_of(model, prompt).clone() for i, prompt in enumerate(prompts)}
    logits = [tensors[f"logits.{i}"] for i in range(len(prompts))]
    for i in (1, 4, 5):
        states = forward(model, [prompts[i]], hidden=True).hidden_states
        tensors[f"hidden.{i}"] = torch.stack([state[0] for state in states])
    rows = [1, 2, 4]
    for side in ("left", "right"):
        for i, actual in zip(rows, in_padded_batch(model, [prompts[i] for i in rows], side)):
            assert (actual - logits[i]).abs().max() < 1e-4, "padding changes the row"
            tensors[f"{side}.{i}"] = actual
    groups = [group(model, 4, [1, 2, 5, window + 3], vocabulary, generator, follow=True),
              group(model, window + 2, [7, 3, 1, 4], vocabulary, generator, follow=True),
              group(model, 3 * window, [1, 1, 1, 1], vocabulary, generator, follow=True),
              group(model, 1, [2, 4], vocabulary, generator)]
    golden = {
        "origin": {"python": platform.python_version(), "torch": torch.__version__,
                   "transformers": transformers.__version__, "peft": peft.__version__,
                   "safetensors": safetensors.__version__, "script": "generate_checkpoints.py", "seed": SEED},
        "window": window, "prompts": prompts, "greedy": continuations, "smallest_lead": lead, "padded_rows": rows,
        "hidden_rows": [1, 4, 5], "groups": groups,
        "logits": {"deviation": torch.cat(logits).std().item(), "largest": torch.cat(logits).abs().max().item()},
        "floor": distances(logits, fp64_logits(folder, shape, prompts)),
        "sensitivity": sensitivity(folder, plain, prompts[5], logits[5]),
    }
    golden["bf16"] = half_precision(folder, shape, model, window, vocabulary, generator)
    if shape.adapter:
        golden["adapter"] = adapter_case(folder, shape, prompts, vocabulary, tensors, generator)
    save_file({key: tensor.contiguous() for key, tensor in tensors.items()}, output / f"{name}.safetensors")
    lines = ",\n".join(f" {json.dumps(key)}: {json.dumps(value)}" for key, value in golden.items())
    (output / f"{name}.json").write_text("{\n" + lines + "\n}\n")
    figures = {key: golden[key] for key in ("logits", "floor", "smallest_lead", "sensitivity")}
    print(name, json.dumps(figures | {key: golden["bf16"][key] for key in ("sdpa", "eager")}, indent=1))


def adapter_case(folder, shape, prompts, vocabulary, tensors, generator):
    adapted = with_adapter(folder, shape, generator)
    save_adapter(adapted, folder.parent / f"{folder.name}-adapter")
    chosen = [1, 4]
    for i in chosen:
        tensors[f"adapted.{i}"] = logits_of(adapted, prompts[i]).clone()
    continued = prompts_with_continuations(adapted, [3, 9], vocabulary, generator)
    window = text_config(folder).sliding_window
    groups = [group(adapted, window + 2, [7, 3, 1, 4], vocabulary, generator, follow=True),
              group(adapted, 5, [1, 1, 1, 1], vocabulary, generator, follow=True)]
    return {"rows": chosen, "prompts": continued[0], "greedy": continued[1], "smallest_lead": continued[2],
            "groups": groups}


@torch.no_grad()
def main():
    here = pathlib.Path(__file__).parent
    output = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    transformers.utils.logging.set_verbosity_error()
    warnings.simplefilter("ignore", FutureWarning)
    transformers.utils.logging.disable_progress_bar()
    for number, (name, shape) in enumerate(SHAPES.items()):
        for old in (output / name, output / f"{name}-adapter"):
            shutil.rmtree(old, ignore_errors=True)
        case(name, shape, output, torch.Generator().manual_seed(SEED + number))


if __name__ == "__main__":
    main()
