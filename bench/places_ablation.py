"""See bench/places-ablation."""

import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FEATURES = ["size", "kind", "name", "second_name", "capital", "town_first", "namesake", "untyped", "division_noun", "contained", "contains",
            "inside", "near", "division", "country", "list", "dateline", "publisher", "discourse"]


def built():
    """The predictor, built from this tree."""
    subprocess.run(["cargo", "build", "--quiet", "--release", "--locked", "-p", "tidings-bench"], cwd=ROOT, check=True)
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "predict"


def scores(predict, gold, folder, options):
    """Recall and accuracy at 161 km of one variant, for all sources together and for each."""
    source, answer = gold / "dev" / "places.jsonl", Path(folder) / "places.jsonl"
    env = {"TIDINGS_DATA": str(ROOT / "models"), **os.environ}
    subprocess.run([predict, "places", source, answer, *options], env=env, check=True)
    scored = subprocess.run([sys.executable, gold / "score.py", "places", source, answer, "--by", "source"],
                            check=True, capture_output=True, text=True)
    result = json.loads(scored.stdout)
    parts = {"all": result, **{f"{name}": part for name, part in sorted(result["by_source"].items())}}
    return {name: {"recall@161": part["end_to_end"]["recall@161"],
                   "precision@161": part["end_to_end"]["precision@161"],
                   "acc@161": part["matched"]["acc@161"]} for name, part in parts.items()}


def table(rows):
    """Points lost without each feature, the greatest first."""
    whole = rows["all features"]
    sources = list(whole["end to end"])
    lines = ["| left out | " + " | ".join(f"end to end, {s}" for s in sources) + " | "
             + " | ".join(f"marked, {s}" for s in sources) + " |",
             "| --- |" + " ---: |" * (2 * len(sources))]

    def cells(row, less):
        for way, figure in (("end to end", "recall@161"), ("marked", "acc@161")):
            for s in sources:
                value = row[way][s][figure]
                yield f"{100 * value:.1f}" if less is None else f"{100 * (value - less[way][s][figure]):+.1f}"

    lines.append("| nothing | " + " | ".join(cells(whole, None)) + " |")
    others = [name for name in rows if name != "all features"]
    worth = {n: sum(rows[n][w]["all"][f] for w, f in (("end to end", "recall@161"), ("marked", "acc@161")))
             for n in others}
    for name in sorted(others, key=lambda n: (worth[n], n)):
        lines.append(f"| `{name}` | " + " | ".join(cells(rows[name], whole)) + " |")
    return "\n".join(lines)


def main():
    day = datetime.date.today().isoformat()
    parser = argparse.ArgumentParser()
    parser.add_argument("--gold", type=Path, default=os.environ.get("TIDINGS_GOLD", ROOT.parent / "shared" / "gold"))
    parser.add_argument("--predict", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "results" / f"places-ablation-{day}")
    args = parser.parse_args()
    gold = Path(args.gold)
    if not (gold / "score.py").is_file():
        sys.exit(f"places-ablation: no evaluation texts at {gold} (give their folder with --gold); nothing scored")
    predict = args.predict or built()
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        for feature in [None, *FEATURES]:
            less = ["--without", feature] if feature else []
            rows[feature or "all features"] = {"end to end": scores(predict, gold, folder, less),
                                               "marked": scores(predict, gold, folder, ["--marked", *less])}
            print(f"{feature or 'all features':16} {rows[feature or 'all features']['end to end']['all']}", flush=True)
    stem = str(args.out)
    Path(stem + ".json").write_text(json.dumps({"day": day, "rows": rows}, indent=1) + "\n", encoding="utf-8")
    Path(stem + ".md").write_text(
        f"# What each feature of the resolution of places is worth, {day}\n\n"
        "`bench/places-ablation`, on the development halves of LGL, TR-News and GeoWebNews (GWN). The first row is the\n"
        "score with all features in per cent; the others say how many points are lost (-) or won (+) without one.\n"
        "End to end: share of located toponyms found and placed within 161 km. Marked: given the toponyms, share of\n"
        "those placed that lie within 161 km. What a feature is for: [docs/explain.md](../../docs/explain.md).\n\n"
        + table(rows) + "\n", encoding="utf-8")
    print(f"kept in {stem}.json and {stem}.md")


if __name__ == "__main__":
    main()
