#!/usr/bin/env python3
"""Writes prompt.json and the folder prompt beside it: a prompt of PEFT, its loss and the gradient of its parameters.

    python prompt.py [OUTPUT_FOLDER]
    python prompt.py --read PEFT_FOLDER    prints how far PEFT's logits with that prompt are from those of golden prompt

The model is the tiny checkpoint of ../../golden/newer and the rows are those of its golden.json, in fp32 on one thread.
prompt/adapter is the prompt as PEFT saves it, prompt/gradients.safetensors its gradient for the loss on all rows,
prompt/logits.safetensors the logits of row 2 behind it (without those of the virtual tokens), prompt.json the first
values that PEFT's TEXT makes of token ids too: the embedding module's output, its scale included. The gradient of DPO is
that of TRL's sigmoid loss, beta 0.5, of one pair whose reference is the model without the prompt. Versions are in `origin`.
"""
import json
import pathlib
import platform
import sys

import peft
import torch
import transformers
from peft import PeftModel, PromptTuningConfig, TaskType, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import Gemma3ForCausalLM

from adapters import load, loss_of

TOKENS = 7  # more than the sliding window of 8 leaves for a row alone
PAIR = {"prompt": [2, 9, 14, 31, 7], "chosen": [21, 33, 8, 1], "rejected": [17, 5, 40]}
BETA = 0.5


def log_probability(model, prompt, answer):
    ids = prompt + answer
    logits = model(input_ids=torch.tensor([ids]), use_cache=False).logits[0]
    logits = logits[-len(ids):]  # virtual tokens stand before
    found = torch.log_softmax(logits[len(prompt) - 1:-1], -1)
    return found[torch.arange(len(answer)), torch.tensor(answer)].sum()


def dpo(model, reference):
    differences = [log_probability(model, PAIR["prompt"], PAIR[side]) - reference[side] for side in ("chosen", "rejected")]
    return -torch.nn.functional.logsigmoid(BETA * (differences[0] - differences[1]))


def behind_prompt(model, rows):
    """As loss_of, over the places behind the virtual tokens."""
    def call(input_ids, attention_mask, use_cache):
        output = model(input_ids=input_ids, attention_mask=attention_mask, use_cache=use_cache)
        output.logits = output.logits[:, TOKENS:]
        return output
    return loss_of(call, rows)


def main():
    base = pathlib.Path(__file__).resolve().parents[2] / "golden" / "newer"
    rows = json.loads((base.parent / "golden.json").read_text())["newer"]["batch"]
    torch.set_num_threads(1)
    alone = torch.tensor([rows[2]["ids"]])
    if len(sys.argv) > 2 and sys.argv[1] == "--read":
        model = PeftModel.from_pretrained(load(base), sys.argv[2]).eval()
        expected = load_file(pathlib.Path(__file__).resolve().parent / "prompt" / "logits.safetensors")["logits.2"]
        with torch.no_grad():
            print((model(input_ids=alone, use_cache=False).logits[0][TOKENS:] - expected).abs().max().item())
        return
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    folder = output / "prompt"
    folder.mkdir(parents=True, exist_ok=True)
    config = PromptTuningConfig(task_type=TaskType.CAUSAL_LM, num_virtual_tokens=TOKENS)
    model = get_peft_model(load(base), config).eval()
    weight = model.prompt_encoder["default"].embedding.weight
    with torch.no_grad():
        weight.copy_(torch.randn(weight.shape, generator=torch.Generator().manual_seed(20261122)))
    loss = behind_prompt(model, rows)
    loss.backward()
    gradients = {"sft": weight.grad.clone()}
    weight.grad = None
    plain = load(base)
    with torch.no_grad():
        reference = {side: log_probability(plain, PAIR["prompt"], PAIR[side]) for side in ("chosen", "rejected")}
    preferred = dpo(model, reference)
    preferred.backward()
    gradients["dpo"] = weight.grad.clone()
    model.save_pretrained(folder / "adapter")
    (folder / "adapter" / "README.md").unlink(missing_ok=True)
    path = folder / "adapter" / "adapter_config.json"
    saved = json.loads(path.read_text())
    saved["base_model_name_or_path"] = None
    path.write_text(json.dumps(saved, indent=2, sort_keys=True))
    save_file(gradients, folder / "gradients.safetensors")
    with torch.no_grad():
        logits = model(input_ids=alone, use_cache=False).logits[0][TOKENS:]
        save_file({"logits.2": logits.clone()}, folder / "logits.safetensors")
        text = model.word_embeddings(torch.tensor([2, 9, 14]))
    greedy = model.generate(input_ids=alone, max_new_tokens=12, do_sample=False, eos_token_id=None, pad_token_id=0)
    golden = {"origin": {"python": platform.python_version(), "torch": torch.__version__, "peft": peft.__version__,
                         "transformers": transformers.__version__, "script": "prompt.py"},
              "loss": loss.item(), "pair": PAIR, "beta": BETA, "dpo_loss": preferred.item(),
              "reference": {side: value.item() for side, value in reference.items()},
              "text": {"ids": [2, 9, 14], "embeddings": text.tolist()},
              "generated": greedy[0].tolist()[alone.shape[1]:]}
    (output / "prompt.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
