#!/usr/bin/env python3
"""Writes docs/measured.md from bench/measured.toml and the newest results: bench/measured.py [--check]"""

import json
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS, PAGE = ROOT / "bench" / "results", ROOT / "docs" / "measured.md"

HEAD = """# What was measured

Written by `make measured` from `bench/results`; not by hand. Every figure that is kept is here, beside a named peer's where one
could be had; **where the peer is better, it stands in bold**. How each is made is in [bench/README.md](../bench/README.md); what is known to be
wrong, sentence by sentence, in [ROADMAP.md](../ROADMAP.md). The texts that accuracy is measured on are for research only and not
part of the project; no rule or weight was learned from them, but the rules were tried on these halves while they were written.

A figure tells of the texts it was measured on. On other wars, other papers and other languages it will be lower: see
[what Tidings gets wrong](wrong.md).
"""


def rows(file):
    """What a file of results holds: one object, or one a line."""
    text = file.read_text(encoding="utf-8")
    try:
        return [json.loads(text)]
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]


def load(results=RESULTS):
    """Kind -> [(day, object)], the newest last."""
    found = {}
    for file in sorted(results.glob("*.json"), key=lambda f: (f.stem[-10:], f.name)):
        kind, day = re.fullmatch(r"(.+)-(\d{4}-\d\d-\d\d)", file.stem).groups()
        found.setdefault(kind, []).extend((row.get("day", day), row) for row in rows(file))
    return found


def every(value, key):
    """All values of a key, anywhere in what was kept."""
    if isinstance(value, dict):
        for k, v in value.items():
            if k == key and isinstance(v, (int, float)):
                yield v
            else:
                yield from every(v, key)
    elif isinstance(value, list):
        for v in value:
            yield from every(v, key)


def look(found, reference, where=None):
    """A figure and its day."""
    kind, _, path = reference.partition(" ")
    keys = path.split("|" if "|" in path else None)
    if kind == "scores":
        where, keys = {"task": keys[0]}, ["scores", *keys[1:]]
    for day, row in reversed(found.get(kind, [])):
        if any(row.get(k) != v for k, v in (where or {}).items()):
            continue
        if keys[0] in ("sum", "max"):
            values = list(every(row, keys[1]))
            return ({"sum": sum, "max": max}[keys[0]](values), day) if values else None
        value = row
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        if value is not None:
            return value, day
    return None


def shown(value):
    if isinstance(value, float) and abs(value) < 10:
        return f"{value:.3f}"
    return f"{value:,.0f}"


def page(spec, found):
    """The page, and the references that no result answers."""
    lines, missing = [HEAD], []
    for section in spec["section"]:
        lines += [f"## {section['title']}", "", " ".join(section["about"].split()), ""]
        if section["corpus"]:
            lines += [f"{section['corpus'][0].upper()}{section['corpus'][1:]}.", ""]
        lines += ["| | Tidings | beside it | measured |", "| --- | --- | --- | --- |"]
        for row in section["row"]:
            where = row.get("where")
            ours = look(found, row["ours"], where)
            if ours is None:
                missing.append(row["ours"])
                continue
            value, day = ours
            text = shown(value)
            if "of" in row:
                text += f" of {shown(look(found, row['of'], where)[0])}"
            peers = []
            for name, theirs in row.get("theirs", []):
                answer = look(found, theirs, where) if isinstance(theirs, str) else (theirs, day)
                if answer is None:
                    missing.append(theirs)
                    continue
                better = answer[0] < value if row.get("lower") else answer[0] > value
                peers.append(f"{name} {shown(answer[0])}" if not better else f"**{name} {shown(answer[0])}**")
            lines.append(f"| {row['what']} | {text} | {'; '.join(peers) or 'no peer'} | {day} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n", missing


def main():
    made, missing = page(tomllib.loads((ROOT / "bench" / "measured.toml").read_text(encoding="utf-8")), load())
    for reference in missing:
        print(f"measured: no result answers `{reference}`", file=sys.stderr)
    if "--check" in sys.argv[1:]:
        if missing or PAGE.read_text(encoding="utf-8") != made:
            sys.exit("measured: docs/measured.md is not what bench/results gives: run `make measured`")
    else:
        PAGE.write_text(made, encoding="utf-8")
        print(f"measured: {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
