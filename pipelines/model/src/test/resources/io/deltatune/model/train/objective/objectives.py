#!/usr/bin/env python3
"""Writes objectives.json: losses, their gradients and metrics by TRL's own code.

    python objectives.py [OUTPUT]

The trainers' loss methods run on a stand-in for the model that returns given log-probabilities, in float64 (float32
where TRL's code knows no other: the alpha divergence). Log-probabilities are float32 numbers. Where TRL has no formula
(label smoothing of `sigmoid`), the paper's stands here. Versions are in the file's `origin`.
"""
import collections
import json
import pathlib
import platform
import sys
import types
import warnings

import torch
import torch.nn.functional as F
import transformers
import trl
from trl.experimental.cpo.cpo_trainer import CPOTrainer
from trl.experimental.orpo.orpo_trainer import ORPOTrainer
from trl.trainer.dpo_trainer import DPOTrainer
from trl.trainer.kto_trainer import KTOTrainer

warnings.filterwarnings("ignore")
PAIR_LOSSES = ["sigmoid", "hinge", "ipo", "exo_pair", "nca_pair", "robust", "bco_pair", "sppo_hard", "aot", "aot_unpaired",
               "apo_zero", "apo_down", "discopop", "sft", "sigmoid_norm"]
DIVERGING = ["sigmoid", "sigmoid_norm", "hinge", "ipo", "exo_pair", "robust", "discopop", "sft"]
SMOOTHED = ["robust", "exo_pair", "aot", "aot_unpaired"]


def accelerator():
    same = lambda value: value
    return types.SimpleNamespace(device=torch.device("cpu"), gather=same, gather_for_metrics=same)


def trainer(**settings):
    metrics = {"train": collections.defaultdict(list), "eval": collections.defaultdict(list)}
    base = dict(accelerator=accelerator(), _metrics=metrics, _total_train_tokens=0, _tp_size=1, aux_loss_enabled=False,
                model=types.SimpleNamespace(training=True), ld_alpha=None, precompute_ref_logps=True,
                use_weighting=False, is_encoder_decoder=False, pad_token_id=0, padding_value=0, alpha=0.0)
    return types.SimpleNamespace(**(base | settings))


def told(fake, names):
    return {name: fake._metrics["train"][name][-1] for name in names if fake._metrics["train"][name]}


REWARDS = ["rewards/chosen", "rewards/rejected", "rewards/accuracies", "rewards/margins", "logps/chosen", "logps/rejected"]


class Rows:
    """Completions behind prompts of some tokens as padded [rows, width - 1] leaves of log-probabilities.

    `cut` rows have lost their whole prompt, so that the completion's first token has nothing before it.
    """

    def __init__(self, rows, dtype, prompt_length=2, with_prompts=False):
        self.rows, self.dtype = rows, dtype
        self.width = max((0 if row.get("cut") else prompt_length) + len(row["logps"]) + row.get("cut", 0) for row in rows)
        self.leaf = torch.zeros(len(rows), self.width - 1, dtype=dtype)
        self.mask = torch.zeros(len(rows), self.width, dtype=torch.long)
        self.attention = torch.zeros(len(rows), self.width, dtype=torch.long)
        self.places = []
        for i, row in enumerate(rows):
            start = 0 if row.get("cut") else prompt_length
            tokens = len(row["logps"]) + row.get("cut", 0)
            self.mask[i, start:start + tokens] = 1
            self.attention[i, :start + tokens] = 1
            first = max(1, start) - 1
            self.places.append((first, first + len(row["logps"])))
            self.leaf[i, first:first + len(row["logps"])] = torch.tensor(row["logps"], dtype=dtype)
            if with_prompts:
                self.leaf[i, :first] = torch.tensor(row["prompt"], dtype=dtype)
        self.leaf.requires_grad_(True)

    def outputs(self):
        zeros = torch.zeros_like(self.leaf)
        return types.SimpleNamespace(log_probs=self.leaf, entropy=zeros, mean_logits=zeros, is_top1=zeros.bool(),
                                     log_sum_sq_probs=zeros)

    def two_token_logits(self):
        """Logits over two tokens whose second one has the given log-probability wherever there is a label."""
        logp = torch.where(self.leaf == 0, torch.full_like(self.leaf, -0.5), self.leaf)
        logits = torch.stack([torch.log(-torch.expm1(logp)), logp], -1)
        return torch.cat([logits, torch.zeros(len(self.rows), 1, 2, dtype=self.dtype)], 1)

    def gradients(self):
        return [self.leaf.grad[i, a:b].tolist() for i, (a, b) in enumerate(self.places)]


def dpo(batch, settings):
    names = [name for name, _ in settings["losses"]]
    dtype = torch.float32 if settings["f_divergence"] == "alpha_divergence" else torch.float64
    rows = Rows(batch["chosen"] + batch["rejected"], dtype)
    fake = trainer(beta=settings["beta"], label_smoothing=settings["label_smoothing"], loss_types=names,
                   loss_weights=[weight for _, weight in settings["losses"]], f_divergence_type=settings["f_divergence"],
                   f_alpha_divergence_coef=settings["f_alpha_divergence_coef"],
                   args=types.SimpleNamespace(discopop_tau=settings["discopop_tau"]))
    reference = torch.tensor([row["reference"] for row in rows.rows], dtype=dtype)
    half = len(rows.rows) // 2
    inputs = {"input_ids": rows.attention, "attention_mask": rows.attention, "completion_mask": rows.mask,
              "ref_chosen_logps": reference[:half], "ref_rejected_logps": reference[half:]}
    loss = DPOTrainer._compute_loss(fake, lambda **_: rows.outputs(), inputs, False)
    if settings["label_smoothing"] and names == ["sigmoid"]:
        logps = rows.leaf.sum(1) - reference
        margin = settings["beta"] * (logps[:half] - logps[half:])
        e = settings["label_smoothing"]
        loss = (-(1 - e) * F.logsigmoid(margin) - e * F.logsigmoid(-margin)).mean()  # ericmitchell.ai/cdpo.pdf, (3)
    loss.backward()
    gradients = rows.gradients()
    return {"loss": loss.item(), "chosen": gradients[:half], "rejected": gradients[half:], "metrics": told(fake, REWARDS)}


def kto(batch, settings):
    dtype = torch.float64
    rows, mismatched = Rows(batch["answers"], dtype), Rows(batch["mismatched"], dtype)
    fake = trainer(beta=settings["beta"], loss_type=settings["loss"], desirable_weight=settings["desirable_weight"],
                   undesirable_weight=settings["undesirable_weight"], calculate_KL=settings["loss"] == "kto")
    fake._compute_kl_logps = lambda model, inputs: KTOTrainer._compute_kl_logps(fake, model, inputs)
    inputs = {"input_ids": rows.attention, "attention_mask": rows.attention, "completion_mask": rows.mask,
              "KL_input_ids": mismatched.attention + 10, "KL_attention_mask": mismatched.attention,
              "KL_completion_mask": mismatched.mask, "label": torch.tensor([row["desirable"] for row in rows.rows]),
              "ref_logps": torch.tensor([row["reference"] for row in rows.rows], dtype=dtype),
              "ref_KL_logps": torch.tensor([row["reference"] for row in mismatched.rows], dtype=dtype)}
    model = lambda input_ids, **_: (mismatched if input_ids.max() > 5 else rows).outputs()
    loss = KTOTrainer._compute_loss(fake, model, inputs, False)
    loss.backward()
    return {"loss": loss.item(), "answers": rows.gradients(),
            "metrics": told(fake, [name for name in REWARDS if name != "rewards/accuracies"] + ["kl"])}


def without_reference(kind, batch, settings):
    rows = Rows(batch["chosen"] + batch["rejected"], torch.float64, prompt_length=3, with_prompts=True)
    half = len(rows.rows) // 2
    fake = trainer(**settings)
    for name in ("concatenated_forward", "cpo_loss", "odds_ratio_loss"):
        if hasattr(kind, name):
            setattr(fake, name, types.MethodType(getattr(kind, name), fake))
    fake.concatenated_inputs, fake.get_batch_logps = kind.concatenated_inputs, kind.get_batch_logps
    inputs = {}
    for name, part in (("chosen", slice(0, half)), ("rejected", slice(half, None))):
        inputs[f"{name}_input_ids"] = rows.attention[part].clone()
        inputs[f"{name}_attention_mask"] = rows.attention[part].clone()
        inputs[f"{name}_labels"] = torch.where(rows.mask[part] == 1, 1, -100)
    outputs = types.SimpleNamespace(logits=rows.two_token_logits())
    loss, metrics = kind.get_batch_loss_metrics(fake, lambda *_, **__: outputs, inputs)
    loss.backward()
    gradients = rows.gradients()
    prompts = [rows.leaf.grad[i, :2].tolist() for i in range(half)]
    names = REWARDS + ["log_odds_ratio", "log_odds_chosen"] + ([] if settings.get("cpo_alpha") == 0 else ["nll_loss"])
    return {"loss": loss.item(), "chosen": gradients[:half], "rejected": gradients[half:], "prompts": prompts,
            "metrics": {name: float(metrics[name]) for name in names if name in metrics}}


def numbers(generator, count, low=-4.0):
    values = low * torch.rand(count, generator=generator, dtype=torch.float64) - 0.01
    return values.to(torch.float32).tolist()


def completion(generator, length, drift, **more):
    """Some log-probabilities and a reference whose sum differs by about the drift."""
    logps = numbers(generator, length)
    shift = drift * (2 * torch.rand(1, generator=generator, dtype=torch.float64).item() - 1)
    return {"logps": logps, "reference": sum(logps) + shift, "prompt": numbers(generator, 2)} | more


def main():
    generator = torch.Generator().manual_seed(20261121)
    pairs = lambda lengths, drift: {
        "chosen": [completion(generator, n, drift) for n, _ in lengths],
        "rejected": [completion(generator, n, drift) for _, n in lengths]}
    batches = {"plain": pairs([(4, 3), (2, 5), (3, 1)], 3.0), "extreme": pairs([(2, 2), (3, 2)], 300.0),
               "cut": pairs([(3, 4), (2, 2)], 3.0)}
    batches["cut"]["chosen"][0]["cut"] = 1
    for drift, name in ((3.0, "judged"), (0.1, "below")):
        answers = [completion(generator, n, drift, desirable=good) for n, good in ((3, True), (2, False), (4, True))]
        mismatched = [completion(generator, n, 2.0) for n in (4, 3, 2)]
        shift = 1.0 if name == "judged" else -1.0
        for row in mismatched:
            row["reference"] = sum(row["logps"]) - shift * abs(row["reference"] - sum(row["logps"]))
        batches[name] = {"answers": answers, "mismatched": mismatched}
    standard = dict(beta=0.1, label_smoothing=0.0, f_divergence="reverse_kl", f_alpha_divergence_coef=0.5,
                    discopop_tau=0.05)
    cases = []

    def add(kind, batch, settings, result):
        cases.append({"type": kind, "batch": batch, "settings": settings, "expected": result})

    def add_dpo(batch, losses, **changes):
        settings = standard | {"losses": losses} | changes
        add("dpo", batch, settings, dpo(batches[batch], settings))

    for loss in PAIR_LOSSES:
        smoothing = 0.1 if loss == "exo_pair" else 0.0
        for batch in ("plain", "cut") + (() if loss == "sppo_hard" else ("extreme",)):
            add_dpo(batch, [[loss, 1.0]], label_smoothing=smoothing)
        add_dpo("plain", [[loss, 1.0]], label_smoothing=smoothing, beta=0.7)
    for loss in SMOOTHED + ["sigmoid"]:
        add_dpo("plain", [[loss, 1.0]], label_smoothing=0.2)
    for loss in DIVERGING:
        for divergence in ("forward_kl", "js_divergence", "alpha_divergence"):
            add_dpo("plain", [[loss, 1.0]], f_divergence=divergence, label_smoothing=0.1 if loss == "exo_pair" else 0.0)
    add_dpo("plain", [["sigmoid", 1.0]], f_divergence="alpha_divergence", f_alpha_divergence_coef=1.0)
    add_dpo("plain", [["discopop", 1.0]], discopop_tau=0.5)
    add_dpo("plain", [["sigmoid", 0.8], ["bco_pair", 0.2], ["sft", 1.0]])
    for batch in ("judged", "below"):
        for loss in ("kto", "apo_zero_unpaired"):
            settings = dict(beta=0.3, loss=loss, desirable_weight=1.5, undesirable_weight=0.5)
            add("kto", batch, settings, kto(batches[batch], settings))
    for beta in (0.1, 0.5):
        add("orpo", "plain", {"beta": beta}, without_reference(ORPOTrainer, batches["plain"], {"beta": beta}))
    for loss, smoothing, weight in (("sigmoid", 0.0, 1.0), ("sigmoid", 0.2, 0.0), ("hinge", 0.0, 1.0), ("ipo", 0.0, 0.5),
                                    ("simpo", 0.0, 0.0), ("simpo", 0.1, 1.0)):
        settings = dict(beta=0.4, loss_type=loss, label_smoothing=smoothing, simpo_gamma=0.5, cpo_alpha=weight)
        add("cpo", "plain", settings, without_reference(CPOTrainer, batches["plain"], settings))
    golden = {"origin": {"python": platform.python_version(), "torch": torch.__version__, "trl": trl.__version__,
                         "transformers": transformers.__version__, "script": "objectives.py"},
              "batches": batches, "cases": cases}
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).with_name("objectives.json"))
    lines = json.dumps(golden).replace('{"type"', '\n{"type"').replace('"batches"', '\n"batches"')
    output.write_text(lines + "\n")


if __name__ == "__main__":
    main()
