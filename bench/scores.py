"""See bench/scores."""

import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Task -> the figures of the table: name and way into what score.py prints. The file keeps all of them.
HEADLINES = {
    "places": {"F1": "recognition_overlap.F1", "recall@161": "end_to_end.recall@161", "acc@161": "matched.acc@161"},
    "times": {"relaxed F1": "relaxed.F1", "strict F1": "strict.F1", "value F1": "value.F1", "type F1": "type.F1"},
    "attributions": {"pair F1": "pair.F1", "source F1": "source_overlap.F1", "cue F1": "cue_overlap.F1", "content F1": "content_overlap.F1"},
    "incidents": {"all F1": "all_templates.F1"},
    "types": {"accuracy": "accuracy", "macro F1": "macro_F1"},
    "eventlocs": {"overlap F1": "overlap.F1", "all right": "events_all_right"},
    "casualties": {"killed": "exact.killed", "injured": "exact.injured", "both": "exact.both"},
    "merge": {"B-cubed F1": "b_cubed.F1"},
    "entities": {"overlap F1": "overlap.F1", "exact F1": "exact.F1", "relations F1": "relations_overlap.F1"},
    "claims": {"right": "right", "spurious": "spurious", "found F1": "found.F1", "speaker": "speaker.accuracy", "stance": "stance.accuracy"},
}
FILES = {"claims": "claims.seed.jsonl"}
# Tasks whose texts are of several corpora, which are told apart in the file too.
BY_SOURCE = {"places", "times", "types"}


def find(result, path):
    for key in path.split("."):
        if not isinstance(result, dict) or key not in result:
            return None
        result = result[key]
    return result


def version():
    """The commit, with a plus if the tree differs from it."""
    run = lambda *args: subprocess.run(["git", "-C", str(ROOT), *args], capture_output=True, text=True).stdout.strip()
    commit = run("rev-parse", "--short", "HEAD")
    return (commit or "unknown") + ("+" if run("status", "--porcelain") else "")


def one(task, gold, predict, folder, env):
    """Scores of a task, or the error that prevents them."""
    source = gold / "dev" / FILES.get(task, f"{task}.jsonl")
    answer = folder / f"{task}.jsonl"
    start = time.monotonic()
    made = subprocess.run([predict, task, str(source), str(answer)], env=env, capture_output=True, text=True)
    seconds = round(time.monotonic() - start, 1)
    if made.returncode != 0:
        return {"error": (made.stderr.strip().splitlines() or ["predict failed"])[-1]}, seconds
    command = [sys.executable, str(gold / "score.py"), task, str(source), str(answer)]
    command += ["--by", "source"] if task in BY_SOURCE else []
    scored = subprocess.run(command, capture_output=True, text=True)
    if scored.returncode != 0:
        return {"error": (scored.stderr.strip().splitlines() or ["score.py failed"])[-1]}, seconds
    return json.loads(scored.stdout), seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--predict", required=True)
    parser.add_argument("--gold", type=Path, default=os.environ.get("TIDINGS_GOLD", ROOT.parent / "shared" / "gold"))
    parser.add_argument("--out", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("tasks", nargs="*", metavar="TASK", help=", ".join(HEADLINES))
    args = parser.parse_args()
    unknown = [t for t in args.tasks if t not in HEADLINES]
    if unknown:
        parser.error(f"no task named {unknown[0]}; there are {', '.join(HEADLINES)}")
    gold = Path(args.gold)
    if not (gold / "score.py").is_file():
        sys.exit(f"scores: no evaluation texts at {gold} (give their folder with --gold); nothing scored")
    day = datetime.date.today().isoformat()
    out = args.out or ROOT / "bench" / "results" / f"scores-{day}.json"
    env = {"TIDINGS_DATA": str(ROOT / "models"), **os.environ}
    failed = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for task in args.tasks or HEADLINES:
            result, seconds = one(task, gold, args.predict, folder, env)
            failed += "error" in result
            # One line a task and run: figures alone, no text.
            row = {"day": day, "version": version(), "task": task, "predict_s": seconds, "scores": result}
            out.parent.mkdir(parents=True, exist_ok=True)
            with open(out, "a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
            shown = {name: find(result, path) for name, path in HEADLINES[task].items()}
            figures = "  ".join(f"{name} {value:.3f}" for name, value in shown.items() if isinstance(value, (int, float)))
            print(f"{task:13} {result.get('error') or figures or json.dumps(result)[:120]}  ({seconds} s)", flush=True)
    print(f"kept in {out}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
