"""Writes score.json: log-likelihoods of continuations by lm-evaluation-harness' HFLM.

    python score.py ../../../../../../../../samples/model

Model: the project's sample model in fp32, with `<bos>` in front (`add_bos_token`), as the harness is
run for Gemma. Per-token values are those of transformers on the tokens that the harness passes to its
model; their sums are asserted to be the harness' own. Made with lm_eval 0.4.13, transformers 5.23.0,
torch 2.7.1 (Python 3.11).
"""

import json
import pathlib
import sys

import lm_eval
import torch
import transformers
from lm_eval.api.instance import Instance
from lm_eval.models.huggingface import HFLM

torch.set_num_threads(1)
HERE = pathlib.Path(__file__).parent
QUESTION = "Which word comes first in the list?"
PAIRS = [
    (QUESTION, " The first word."),
    (QUESTION + " ", "The first word."),
    (QUESTION + "\nAnswer:", " A"),
    (QUESTION + "\nAnswer:", " B"),
    (QUESTION + "\nAnswer: ", "C"),
    (QUESTION + "\nAnswer:   ", "D"),
    (QUESTION + "\n\n", "No.\n"),
    (QUESTION + " \t\n", " x"),
    ("", "The first word."),
    ("", " "),
    (" ", "word"),
    ("\n", "\n"),
    ("a", "b"),
    ("wor", "ds"),
    ("un", "known words"),
    ("the answer is", " not a number, but a name"),
    ("Straße 漢字 🙂", " é 🙂"),
    ("one two three four", " five six seven eight nine ten eleven twelve"),
    ("x" * 40, "y" * 40),
    ("word " * 600, "word"),
    ("many words, " * 300, "many words, " * 20),
    ("", "long " * 100),
    ("user\nHello\nmodel\n", "Hello"),
    ("1 + 1 =", " 2"),
]


def requests(pairs):
    return [Instance(request_type="loglikelihood", doc={}, arguments=pair, idx=i)
            for i, pair in enumerate(pairs)]


def main():
    model = transformers.AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32)
    model.eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(sys.argv[1])
    harness = HFLM(pretrained=model, tokenizer=tokenizer, add_bos_token=True, batch_size=8, device="cpu")
    # What the model itself writes, so that some continuations are greedy.
    pairs = list(PAIRS)
    for context in [QUESTION, "the answer is", "user\nHello\nmodel\n", "The ", "1 2 3 4"]:
        ids = torch.tensor([[2] + tokenizer(context, add_special_tokens=False)["input_ids"]])
        written = model.generate(ids, max_new_tokens=6, do_sample=False)[0, ids.shape[1]:].tolist()
        text = tokenizer.decode(written, skip_special_tokens=True)
        pairs += [(context, text)] if text else []
    results = harness.loglikelihood(requests(pairs), disable_tqdm=True)
    rows = []
    for (context, continuation), (total, greedy) in zip(pairs, results):
        if context == "":
            before, behind = [2], harness.tok_encode(continuation, add_special_tokens=False)
        else:
            before, behind = harness._encode_pair(context, continuation)
        whole = (before + behind)[-(harness.max_length + 1):]
        with torch.no_grad():
            scores = model(torch.tensor([whole[:-1]])).logits[0].log_softmax(-1)
        places = range(len(whole) - 1 - len(behind), len(whole) - 1)
        tokens = [scores[place, whole[place + 1]].item() for place in places]
        assert abs(sum(tokens) - total) < 1e-3, (context, sum(tokens), total)
        rows.append({"context": context, "continuation": continuation, "log_likelihood": total,
                     "is_greedy": greedy, "token_log_likelihoods": tokens})
    golden = {
        "origin": f"score.py, lm_eval {lm_eval.__version__}, transformers {transformers.__version__}, "
                  f"torch {torch.__version__.split('+')[0]}",
        "rows": rows,
    }
    (HERE / "score.json").write_text(json.dumps(golden, indent=1) + "\n")
    print(len(rows), "rows,", sum(row["is_greedy"] for row in rows), "greedy, longest context",
          harness.max_length)


main()
