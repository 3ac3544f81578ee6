"""Scores of generated sentence pairs by sacreBLEU and rouge-score: metric_scores.json.

python metric_scores.py > metric_scores.json
Needs sacrebleu 2.6.0, rouge-score 0.1.2 and NLTK (its Porter stemmer).
"""

import json
import random
from importlib.metadata import version

from nltk.stem.porter import PorterStemmer
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import BLEU

PIECES = (
    "the a of cat cats running relational hopefully traditional generalization happy flies died "
    "don't well-known 3.5 1,000 10-year 5- -7 U.S. e.g., a.b ,, .. ... .5 5. x.,y 1.,2 (see) [12] "
    "{x} <b> </b> &quot; &amp;lt; &lt; &gt; & &amp;amp; <skipped> \" ' `` '' \\ / // @ # $5 50% ^ _ "
    "* + = ~ | ; : ! ? !? \u201cquoted\u201d \u2018it\u2019s\u2019 \u2013 \u2014 \u2026 na\u00efve "
    "Stra\u00dfe \u0130stanbul \u212a \u6f22\u5b57 \u3002 \U0001f600. \U0001f600,x "
    "\u0661\u0662.\u0663 \u00bd \u200b \ufeff - -- a-\nb c\nd \t \r\n \x0b \x1c \x85 \u00a0 \u3000 "
    "\u2028 1-2 9-, yyyy syzygy THE Cat"
).split(" ")
ENDINGS = (
    "s es ies ied eed ed ing y ational tional enci anci izer bli alli entli eli ousli ization "
    "ation ator alism iveness fulness ousness aliti iviti biliti fulli logi icate ative alize "
    "iciti ical ful ness al ance ence er ic able ible ant ement ment ent sion tion ou ism ate iti "
    "ous ive ize e ll sses ss ll ying yed"
).split()
STEMS = "b t ow tr play hop fall fil hiss rat conflat troubl siz gener sky y yy oat ivy priv cas".split()
IRREGULAR = "sky skies dying lying tying news inning innings outings cannings howe proceed exceed succeed"
SMOOTHINGS = ("exp", "none", "floor", "add-k")


def sentence(generator):
    return generator.choice(("", " ", "  ")) + "".join(
        generator.choice(PIECES) + generator.choice(("", " ", " ", " "))
        for _ in range(generator.choice((0, 1, 2, 3, 8, 20)))
    )


def changed(generator, text):
    characters = list(text)
    for _ in range(generator.choice((0, 1, 2, 5))):
        if characters:
            at = generator.randrange(len(characters))
            characters[at : at + generator.choice((0, 1, 4))] = generator.choice(PIECES)
    return "".join(characters)


def main():
    generator = random.Random(20260101)
    rows = []
    for index in range(250):
        answer = sentence(generator)
        references = [
            changed(generator, answer) if generator.random() < 0.8 else sentence(generator)
            for _ in range(1 if index < 150 else 3)
        ]
        row = {"answer": answer, "references": references}
        bleus = {s: BLEU(smooth_method=s, effective_order=True) for s in SMOOTHINGS}
        row["tokens"] = bleus["exp"].tokenizer(answer.rstrip()).split()
        row["bleu"] = [bleus[s].sentence_score(answer, references).score for s in SMOOTHINGS]
        row["rouge"] = []
        for stemmed in (False, True):
            scorer = RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=stemmed)
            scores = scorer.score_multi(references, answer)
            row["rouge"] += [list(map(float, scores[k])) for k in ("rouge1", "rouge2", "rougeL")]
        rows.append(row)
    corpora = []
    for first, last in ((0, 150), (150, 250), (0, 3), (3, 4)):
        part = rows[first:last]
        streams = list(zip(*(row["references"] for row in part)))
        for s in SMOOTHINGS:
            bleu = BLEU(smooth_method=s)
            score = bleu.corpus_score([row["answer"] for row in part], streams)
            corpora.append(
                {
                    "first": first,
                    "last": last,
                    "smoothing": s,
                    "score": score.score,
                    "brevity_penalty": score.bp,
                    "signature": str(bleu.get_signature()),
                }
            )
    porter = PorterStemmer()
    words = sorted({a + b for a in STEMS for b in ENDINGS} | set(IRREGULAR.split()))
    words = [word for word in words if len(word) > 3]
    print("{")
    versions = ", ".join(f"{p} {version(p)}" for p in ("sacrebleu", "rouge-score", "nltk"))
    print(f' "origin": "metric_scores.py, {versions}",')
    print(f' "stems": {json.dumps({word: porter.stem(word) for word in words})},')
    print(' "corpora": [\n  ' + ",\n  ".join(map(json.dumps, corpora)) + "\n ],")
    print(' "rows": [\n  ' + ",\n  ".join(map(json.dumps, rows)) + "\n ]\n}")


main()
