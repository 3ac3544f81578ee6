#!/usr/bin/env python3
"""Looks for near duplicates and for benchmarks in the tables of an ingestion of real data, with nothing of the product's code.

    pipelines/bench-spark/realdata/tables.py WAREHOUSE FOLDER
WAREHOUSE is what conf/realdata.yaml made, FOLDER the real data. Prints, for each table of examples, how many pairs have a
Jaccard index of their word 3-grams of 0.8 or more (every two are compared, but for those that a prefix filter excludes
with certainty), and how many of them stand in one cluster or group and in one split; then, for each benchmark, how many
examples share 13 words in a row with it, or a whole turn with a short document of it, beside the table contamination.
Needs pyarrow and pandas.
"""
import collections
import csv
import glob
import gzip
import io
import json
import math
import pathlib
import sys
import unicodedata
import urllib.parse

import pandas
import pyarrow.parquet

EXAMPLES = ("instruction_examples", "preference_pairs", "labelled_answers")
UNSPACED = ("CJK ", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
BENCHMARKS = {
    "mmlu": ("mmlu/mmlu_test.jsonl.gz", ["question", "choices"]),
    "gsm8k": ("gsm8k/test.jsonl.gz", ["question", "answer"]),
    "arc_challenge": ("arc/arc_challenge_test_olmes.jsonl.gz", ["query", "choices"]),
    "arc_easy": ("arc/arc_easy_test_olmes.jsonl.gz", ["query", "choices"]),
    "hellaswag": ("hellaswag/hellaswag_val_raw_1000.jsonl.gz", ["ctx", "endings"]),
    "truthfulqa": ("truthfulqa/TruthfulQA.csv.gz", ["Question", "Best Answer"]),
    "piqa": ("piqa/piqa_valid.jsonl.gz", ["goal", "sol1", "sol2"]),
    "boolq": ("boolq/boolq_validation.jsonl.gz", ["question", "passage"]),
    "winogrande": ("winogrande/winogrande_xl_validation.jsonl", ["sentence"]),
    "bbh": ("bbh/*.json", ["input", "target"]),
    "ifeval": ("ifeval/ifeval_input_data.jsonl", ["prompt"]),
    "alpaca_eval": ("alpaca_eval/gpt4_1106_preview_outputs.json.gz", ["instruction"]),
    "mt_bench": ("mt_bench/question.jsonl", ["turns"]),
}


def table(warehouse, name):
    """The rows of a Delta table that has no deletion vectors."""
    live = {}
    for log in sorted((warehouse / name / "_delta_log").glob("*.json")):
        for line in log.read_text().splitlines():
            action = json.loads(line)
            if "add" in action:
                assert not action["add"].get("deletionVector"), name
                live[action["add"]["path"]] = True
            if "remove" in action:
                live.pop(action["remove"]["path"], None)
    files = [warehouse / name / urllib.parse.unquote(file) for file in live]
    return pandas.concat([pyarrow.parquet.read_table(file).to_pandas() for file in files], ignore_index=True)


def words(text):
    """Lower-cased, divided by white space, without punctuation; characters in scripts without spaces."""
    found, word = [], ""
    for character in text.lower():
        alone = character >= "\u0e00" and unicodedata.name(character, "").startswith(UNSPACED)
        if character.isspace() or alone:
            found += [word] if word else []
            word = ""
            found += [character] if alone else []
        elif character.isalnum() if character < "\x80" else unicodedata.category(character)[0] != "P" \
                and unicodedata.category(character) not in ("Cc", "Cf"):
            word += character
    return found + ([word] if word else [])


def ngrams(found, n):
    return {tuple(found[i:i + n]) for i in range(max(1, len(found) - n + 1))} if found else set()


def turns(row, systems):
    said = [message["content"] for message in row["prompt"] if systems or message["role"] != "system"]
    return said + ([row["answer"]] if "answer" in row else [row["chosen"], row["rejected"]])


def alike(sets, threshold):
    """Pairs of places whose sets have at least that Jaccard index (a prefix filter, then the exact index)."""
    frequency = collections.Counter(ngram for one in sets for ngram in one)
    holders, pairs = collections.defaultdict(list), []
    for place in sorted(range(len(sets)), key=lambda place: len(sets[place])):
        size, candidates = len(sets[place]), set()
        rarest = sorted(sets[place], key=lambda ngram: (frequency[ngram], ngram))
        for ngram in rarest[:size - math.ceil(threshold * size) + 1]:
            candidates.update(other for other in holders[ngram] if len(sets[other]) >= threshold * size)
            holders[ngram].append(place)
        for other in candidates:
            shared = len(sets[place] & sets[other])
            if shared >= threshold * (size + len(sets[other]) - shared):
                pairs.append((place, other))
    return pairs


def near(rows, clusters):
    pairs = alike([ngrams([word for turn in turns(row, False) for word in words(turn)], 3) for row in rows], 0.8)

    def together(one, other):
        cluster = clusters.get(one["id"])
        return one["group_key"] == other["group_key"] or cluster is not None and cluster == clusters.get(other["id"])

    divided = [(rows[one], rows[other]) for one, other in pairs if rows[one]["split"] != rows[other]["split"]]
    return {"pairs": len(pairs), "together": sum(together(rows[one], rows[other]) for one, other in pairs),
            "rows in them": len({place for pair in pairs for place in pair}), "divided between splits": len(divided)}


def documents(folder, pattern, fields):
    """The texts of each field of each document; each of a list counts alone."""
    for path in sorted(glob.glob(str(folder / pattern))):
        text = (gzip.open(path) if path.endswith(".gz") else open(path, "rb")).read().decode("utf-8")
        if ".csv" in path:
            rows = csv.DictReader(io.StringIO(text, newline=""))
        elif ".jsonl" in path:
            rows = [json.loads(line) for line in text.split("\n") if line.strip()]
        else:
            rows = json.loads(text)
            rows = rows["examples"] if isinstance(rows, dict) else rows
        for row in rows:
            for field in fields:
                yield from row[field] if isinstance(row[field], list) else [row[field]]


def benchmark(folder, pattern, fields):
    """n-grams and whole short documents that count; what is in more than ten different documents does not."""
    holders = collections.Counter()
    for document in {tuple(words(text)) for text in documents(folder, pattern, fields)}:
        if len(document) >= 3:
            holders.update({document} if len(document) < 13 else ngrams(list(document), 13))
    return {key for key, number in holders.items() if number <= 10}


def main():
    warehouse, folder = map(pathlib.Path, sys.argv[1:])
    splits = table(warehouse, "splits")
    clusters = {row.example_id: row.cluster_key for row in splits.itertuples() if isinstance(row.cluster_key, str)}
    keys = {}
    for name in EXAMPLES:
        rows = table(warehouse, name).to_dict("records")
        print(name, near(rows, clusters), flush=True)
        for row in rows:
            keys[row["id"]] = set()
            for turn in turns(row, True):
                found = words(turn)
                if len(found) >= 3:
                    keys[row["id"]] |= {tuple(found)} if len(found) < 13 else ngrams(found, 13)
    told = table(warehouse, "contamination").groupby("benchmark").example_id.agg(set).to_dict()
    for name, (pattern, fields) in BENCHMARKS.items():
        texts = benchmark(folder, pattern, fields)
        touching = {example for example, own in keys.items() if not own.isdisjoint(texts)}
        print(f"{name}: {len(touching)} touch it, {len(told.get(name, set()))} told, {len(touching & told.get(name, set()))} of both")


if __name__ == "__main__":
    main()
