#!/usr/bin/env python3
"""Counts over the raw files of real data what an ingestion should find, with nothing of the product's code.

    pipelines/bench-spark/realdata/check.py FOLDER [NAME]...
Prints for each dataset the rows, the examples that are kept, exact duplicates (of examples of the same dataset, and of
those that come before it in this list, which is the recipe's order) and what is of no use. A row gives one example, but for
seed_tasks (one an instance) and open_instruct (one a completion).

The rules are those of the shapes' documentation: a row needs a prompt and an answer that are more than white space;
line ends are \\n and texts in Unicode's NFC; turns of the same roles and texts in the same order are the same example.
"""
import collections
import csv
import gzip
import io
import json
import pathlib
import sys
import unicodedata


def lines(path):
    raw = gzip.open(path) if str(path).endswith(".gz") else open(path, "rb")
    with io.TextIOWrapper(raw, encoding="utf-8", newline="") as text:
        return text.read()


def rows(path):
    text = lines(path)
    if ".csv" in path.name:
        return list(csv.DictReader(io.StringIO(text, newline="")))
    if text.lstrip()[:1] == "[":
        return json.loads(text)
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def normal(text):
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def alpaca(row, instruction="instruction", output="output"):
    prompt, extra = row[instruction], row.get("input") or ""
    if extra.strip():
        prompt = f"{prompt}\n{extra}" if prompt.strip() else extra
    return [("user", normal(prompt)), ("model", normal(row[output]))]


ROLES = {"human": "user", "user": "user", "gpt": "model", "assistant": "model", "system": "system",
         "function_call": "model", "observation": "user"}


def turns(messages, role, content):
    def text(message):
        value = message[content]
        return "".join(part["value"] for part in value) if isinstance(value, list) else value

    return [(ROLES[message[role]], normal(text(message))) for message in messages]


def transcript(text):
    """[(Human | Assistant, words)] of an HH-RLHF text."""
    parts, result = text.split("\n\nHuman: "), []
    assert parts[0] == ""
    for part in parts[1:]:
        said, *answers = part.split("\n\nAssistant: ")
        result.append(("Human", said))
        result += [("Assistant", answer) for answer in answers]
    return result


def forum(path):
    """CounselChat: of each question the first answer with the most votes and the last with the fewest."""
    questions = collections.defaultdict(list)
    for row in rows(path):
        questions[row["questionID"], row["questionTitle"], row["questionText"]].append(row)
    pairs = []
    for (_, title, text), answers in questions.items():
        votes = [int(answer["upvotes"]) for answer in answers]
        if max(votes) > min(votes):
            prompt = "\n".join(part for part in (title.strip(), text.strip()) if part)
            best = answers[votes.index(max(votes))]["answerText"]
            worst = answers[len(votes) - 1 - votes[::-1].index(min(votes))]["answerText"]
            pairs.append([("prompt", normal(prompt)), ("chosen", normal(best)), ("rejected", normal(worst))])
    return pairs


def pair(before, chosen, rejected):
    return before + [("chosen", chosen[1]), ("rejected", rejected[1])]


def message_pair(row):
    chosen, rejected = (turns(row[side], "role", "content") for side in ("chosen_messages", "rejected_messages"))
    assert chosen[:-1] == rejected[:-1]
    return pair(chosen[:-1], chosen[-1], rejected[-1])


def instances(row):
    return [alpaca(dict(instance, instruction=row["instruction"])) for instance in row["instances"]]


def completions(row):
    return [alpaca({"instruction": row["prompt"], "output": made["completion"]}) for made in row["completions"]]


DATASETS = {
    "alpaca": ("alpaca/alpaca_5000.json.gz", alpaca),
    "alpaca_en_demo": ("llamafactory_demo/alpaca_en_demo.json.gz", alpaca),
    "alpaca_zh_demo": ("llamafactory_demo/alpaca_zh_demo.json.gz", alpaca),
    "identity": ("llamafactory_demo/identity.json", alpaca),
    "raschka": ("raschka_instruct/instruction-data.json", alpaca),
    "raschka_response": ("raschka_instruct/instruction-data-with-response.json", alpaca),
    "raschka_preference": (
        "raschka_instruct/instruction-data-with-preference.json",
        lambda row: alpaca(row)[:1] + [(field, normal(row[field])) for field in ("chosen", "rejected")],
    ),
    "seed_tasks": ("alpaca/seed_tasks.jsonl", instances),
    "sft_v1": ("llamafactory_demo/v1_sft_demo.jsonl.gz", lambda row: turns(row["messages"], "role", "content")),
    "dpo_v1": ("llamafactory_demo/v1_dpo_demo.jsonl", message_pair),
    "dpo_en_demo": (
        "llamafactory_demo/dpo_en_demo.json.gz",
        lambda row: pair(turns(row["conversations"], "from", "value"),
                         *(turns([row[side]], "from", "value")[0] for side in ("chosen", "rejected"))),
    ),
    "kto_en_demo": (
        "llamafactory_demo/kto_en_demo.json.gz",
        lambda row: turns(row["messages"], "role", "content") + [("label", str(row["label"]))],
    ),
    "glaive_toolcall": (
        "llamafactory_demo/glaive_toolcall_en_demo.json.gz",
        lambda row: [("tools", row["tools"] or "none")] + turns(row["conversations"], "from", "value"),
    ),
    "sharegpt": ("sharegpt_shape/dummy_conversation.json", lambda row: turns(row["conversations"], "from", "value")),
    "open_instruct": ("open_instruct/eval_instances_tulu_1.jsonl.gz", completions),
    "hh_harmless_test": (
        "hh_rlhf/harmless-base-test.jsonl.gz",
        lambda row: [(f"{field} {who}", normal(said)) for field in ("chosen", "rejected")
                     for who, said in transcript(row[field])],
    ),
    "counsel_chat": ("counsel_chat/counsel_chat_20200325.csv.gz", forum),
    "counsel_chat_pairs": (
        "counsel_chat/counsel_chat_pairs.jsonl.gz",
        lambda row: [(field, normal(row[field])) for field in ("prompt", "chosen", "rejected")],
    ),
    "dolly_rendered": ("dolly/dolly.jsonl", lambda row: alpaca(row, "prompt", "answer")),
    "gsm8k_train": ("gsm8k/train.jsonl.gz", lambda row: alpaca(row, "question", "answer")),
}


def judged(name, parts):
    """A reason, or nothing."""
    if any(not text.strip() for _, text in parts):
        return "empty text"
    if name in ("counsel_chat", "counsel_chat_pairs", "dpo_en_demo", "dpo_v1", "raschka_preference") and parts[-1][1] == parts[-2][1]:
        return "same answers"
    if name == "hh_harmless_test":
        chosen = [part for part in parts if part[0].startswith("chosen")]
        rejected = [part for part in parts if part[0].startswith("rejected")]
        speakers = [who.split()[1] for who, _ in chosen], [who.split()[1] for who, _ in rejected]
        for side in speakers:
            if side[-1] != "Assistant" or any(one == next_ for one, next_ in zip(side, side[1:])):
                return "turns"
        beginning = [text for _, text in chosen[:-1]], [text for _, text in rejected[:-1]]
        if beginning[0] != beginning[1]:
            return "prompts differ"
        if chosen[-1][1] == rejected[-1][1]:
            return "same answers"
    if sum(len(text.encode("utf-16-le")) // 2 for _, text in parts) > 20000:
        return "too long"
    return None


def examples(path, shape):
    """The examples of a file, and how many rows it has."""
    all_rows = rows(path)
    if shape is forum:
        return forum(path), len(all_rows)
    made = [shape(row) for row in all_rows]
    return [parts for row in made for parts in (row if isinstance(row[0], list) else [row])], len(all_rows)


def counted(name, path, shape, before):
    reasons, seen, duplicates, elsewhere = collections.Counter(), set(), 0, 0
    made, number = examples(path, shape)
    for parts in made:
        reason = judged(name, parts)
        if reason:
            reasons[reason] += 1
        elif tuple(parts) in seen:
            duplicates += 1
        elif tuple(parts) in before:
            elsewhere += 1
        else:
            seen.add(tuple(parts))
    before |= seen
    return {"rows": number, "examples": len(made), "kept": len(seen), "duplicates": duplicates,
            "of earlier datasets": elsewhere, "refused": dict(reasons)}


def main():
    folder = pathlib.Path(sys.argv[1])
    wanted = sys.argv[2:] or list(DATASETS)
    before = set()
    result = {name: counted(name, folder / path, shape, before) for name, (path, shape) in DATASETS.items() if name in wanted}
    json.dump(result, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
