"""See bench/parity."""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from texts import default_models, default_texts, fuzz_texts, paragraphs, read_texts, vocabulary_texts

FIELDS = ["start", "end", "space", "tag", "pos", "morph", "lemma", "head", "dep", "sent_start"]
BOUNDARY = {"start", "end", "space"}
PARSE = {"head", "dep", "sent_start"}
# How far from a near tie its consequences may begin.
REACH = 40


def reference(nlp, texts):
    for doc in nlp.pipe(texts, batch_size=64):
        tokens = [
            [t.idx, t.idx + len(t), bool(t.whitespace_), t.tag_, t.pos_, str(t.morph), t.lemma_,
             t.head.i, t.dep_, bool(t.is_sent_start)]
            for t in doc
        ]
        yield tokens, [[e.start, e.end, e.label_] for e in doc.ents]


def ours(dump, model, kernel, texts):
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        for text in texts:
            file.write(json.dumps({"text": text}) + "\n")
        file.flush()
        file.seek(0)
        command = [dump, str(model)] + ([kernel] if kernel else [])
        run = subprocess.Popen(command, stdin=file, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        for line in run.stdout:
            yield json.loads(line)
        if run.wait() != 0:
            sys.exit(f"{command[0]} failed")


def compare(want, entities, got):
    """Differences as (field, token), and those that a near tie explains."""
    tokens = got["tokens"]
    if [t[:3] for t in tokens] != [t[:3] for t in want]:
        at = next((i for i, (a, b) in enumerate(zip(tokens, want)) if a[:3] != b[:3]), min(len(tokens), len(want)))
        return [("tokens", at)], []
    found = [
        (FIELDS[k], i)
        for i, (a, b) in enumerate(zip(tokens, want))
        for k in range(3, len(FIELDS))
        if a[k] != b[k]
    ]
    wrong = {tuple(e) for e in got["entities"]} ^ {tuple(e) for e in entities}
    found += [("entity", e[0]) for e in sorted(wrong)]
    ties = {kind: [t for k, t, _ in got["ties"] if k == kind] for kind in ("tagger", "parser", "ner")}
    near = lambda kind, i: any(abs(t - i) <= REACH for t in ties[kind])
    parsed = sorted(i for field, i in found if field in PARSE)
    by_parse = bool(parsed) and near("parser", parsed[0])
    real, explained = [], []
    for field, i in found:
        tie = (
            field in {"tag", "pos", "morph", "lemma"} and i in ties["tagger"]
            or by_parse and field != "tag" and i >= parsed[0] - REACH
            or field == "entity" and near("ner", i)
        )
        (explained if tie else real).append((field, i))
    return real, explained


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dump", required=True)
    parser.add_argument("--model", action="append")
    parser.add_argument("--texts", nargs="+", default=default_texts())
    parser.add_argument("--words", type=int, default=200_000)
    parser.add_argument("--fuzz", type=int, default=500)
    parser.add_argument("--vocabulary", type=int, default=50_000, metavar="WORDS")
    parser.add_argument("--kernel")
    parser.add_argument("--json", help="a file for the figures")
    args = parser.parse_args()
    import spacy

    whole = read_texts(args.texts, args.words)
    sets = {
        "paragraphs": list(paragraphs(whole)),
        "whole documents": whole,
        "fuzz": list(fuzz_texts(args.fuzz)),
    }
    total, differences, kept = 0, 0, []
    for model in args.model or default_models():
        nlp = spacy.load(model)
        vocabulary = {"words of its vocabulary": list(vocabulary_texts(model, args.vocabulary))}
        for name, texts in (sets | vocabulary).items():
            if not texts:
                continue
            count, real, tied = 0, Counter(), Counter()
            for text, (want, entities), got in zip(
                texts, reference(nlp, texts), ours(args.dump, model, args.kernel, texts)
            ):
                count += len(want)
                wrong, explained = compare(want, entities, got)
                tied.update(field for field, _ in explained)
                if explained:
                    print(f"  near tie: {explained[:4]} {[t for t in got['ties']][:4]}")
                real.update(field for field, _ in wrong)
                for field, i in wrong[:2]:
                    k = FIELDS.index(field) if field in FIELDS else 3
                    pair = (want[i : i + 1], got["tokens"][i : i + 1], text[max(0, (want[i][0] if i < len(want) else 0) - 20) :][:60])
                    print(f"  {field} of token {i}: {pair}")
            words = sum(len(t.split()) for t in texts)
            print(f"{model}, {name}: {len(texts)} texts, {words} words, {count} tokens; "
                  f"different {dict(real) or 0}; within 1e-4 {dict(tied) or 0}", flush=True)
            total, differences = total + count, differences + sum(real.values())
            kept.append({"pipeline": Path(model).name, "texts": name, "tokens": count, "different": sum(real.values()),
                         "within_1e-4": sum(tied.values())})
    print(f"{total} tokens, {differences} differences")
    if args.json:
        result = {"what": "parity with spaCy", "spacy": spacy.__version__, "kernel": args.kernel or "the fastest here",
                  "tokens": total, "differences": differences, "runs": kept}
        Path(args.json).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
