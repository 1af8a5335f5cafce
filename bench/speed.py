"""See bench/speed."""

import argparse
import datetime
import json
import resource
import subprocess
import tempfile
import time
from pathlib import Path

from texts import default_models, default_texts, paragraphs, read_texts


def spacy_rates(model, texts, words):
    """Words per second of spaCy, in the first and in the best of the next two passes."""
    import spacy

    start = time.process_time()
    nlp = spacy.load(model)
    load = time.process_time() - start

    def once():
        start = time.process_time()
        for _ in nlp.pipe(texts, batch_size=256):
            pass
        return time.process_time() - start

    first = once()
    return load, words / first, words / min(once(), once())


def reading(program, documents, folder):
    """Words per second of the whole reading, decode to claims, one thread, without what it takes to start."""

    def cpu(lines):
        file = folder / "documents.jsonl"
        file.write_text("".join(json.dumps({"id": str(n), "text": t}) + "\n" for n, t in enumerate(lines)), encoding="utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [program, "annotate", file, "--layers", "claims", "--threads", "1", "--quiet", "-o", folder / "claims.jsonl"]
        subprocess.run(command, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    start = min(cpu(documents[:1]), cpu(documents[:1]))
    words = sum(len(t.split()) for t in documents[1:])
    return words / (min(cpu(documents), cpu(documents)) - start)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bench", required=True)
    parser.add_argument("--model", action="append")
    parser.add_argument("--texts", nargs="+", default=default_texts())
    parser.add_argument("--words", type=int, default=20_000)
    parser.add_argument("--kernel")
    parser.add_argument("--tidings", help="the program, to time the whole reading with it too")
    parser.add_argument("--json", help="a file that the figures are added to, a line for each model")
    args = parser.parse_args()
    texts = list(paragraphs(read_texts(args.texts, args.words)))
    words = sum(len(t.split()) for t in texts)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".jsonl") as file:
        for text in texts:
            file.write(json.dumps({"text": text}) + "\n")
        file.flush()
        for model in args.model or default_models():
            command = [args.bench, str(model), file.name] + ([args.kernel] if args.kernel else [])
            ours = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
            load, cold, warm = spacy_rates(model, texts, words)
            print(f"{ours['pipeline']}: {len(texts)} paragraphs, {words} words, {ours['tokens']} tokens; "
                  f"kernel {ours['kernel']}; words per second of CPU time, one thread")
            for name, theirs, mine in (
                ("first pass", cold, ours["cold_words_per_s"]),
                ("warm", warm, ours["warm_words_per_s"]),
            ):
                print(f"  {name:11} spaCy {theirs:9,.0f}   here {mine:9,.0f}   {mine / theirs:5.1f} times")
            print(f"  two threads do {ours['two_threads_cpu']:.2f} times the work of one "
                  f"(by CPU time; by the clock {ours['two_threads_wall']:.2f})")
            print(f"  load {ours['load_ms']:.0f} ms (spaCy {load * 1e3:.0f}); resident {ours['resident_mb'] or 0:.0f} MB")
            whole = None
            if args.tidings and "_md" in ours["pipeline"]:
                with tempfile.TemporaryDirectory() as folder:
                    whole = reading(args.tidings, read_texts(args.texts, args.words), Path(folder))
                print(f"  reading, parse to claims: {whole:,.0f} words a second, {whole / warm:.1f} times spaCy's parse alone")
            if args.json:
                kept = {"day": datetime.date.today().isoformat(), "pipeline": ours["pipeline"], "kernel": ours["kernel"],
                        "words": words, "cold": {"spaCy": cold, "Tidings": ours["cold_words_per_s"]},
                        "warm": {"spaCy": warm, "Tidings": ours["warm_words_per_s"]},
                        "reading": whole and {"spaCy, the parse alone": warm, "Tidings": whole}, "load_ms": ours["load_ms"],
                        "spacy_load_ms": load * 1e3, "resident_mb": ours["resident_mb"]}
                with open(args.json, "a", encoding="utf-8") as out:
                    out.write(json.dumps(kept) + "\n")
            stages = [(name.split()[1], us) for name, us in sorted(ours["stages"].items())]
            steps = zip([0.0] + [us for _, us in stages], stages)
            print("  us/token: " + ", ".join(f"{name} {us - before:.2f}" for before, (name, us) in steps), flush=True)


if __name__ == "__main__":
    main()
