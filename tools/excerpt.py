#!/usr/bin/env python3
"""Puts an excerpt of a brief into README.md, between its two marks: tools/excerpt.py BRIEF.md

Whole lines, nothing changed; what is left out is marked with an ellipsis.
"""
import re
import sys
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- excerpt: written by `make readme`, not by hand -->\n", "<!-- end of excerpt -->\n"
# Heading of a section -> how many lines of it are shown.
SHOWN = {"Highlights": 4, "Key figures": 8, "By place": 5, "Contested": 4, "Announced, asked for, expected": 3}


def sections(brief):
    head, *parts = re.split(r"^## ", brief, flags=re.M)
    return head, {title: body for title, _, body in (p.partition("\n") for p in parts)}


def cut(body, most):
    """The first lines of a section that are rows or claims, with the headings over them."""
    lines, shown = [line for line in body.splitlines() if line], []
    for at, line in enumerate(lines):
        content = line.startswith("- ") or (line.startswith("| ") and not line.startswith("| measure"))
        if content and most == 0:
            return shown + ["", "…"]
        most -= content
        # A heading of a group stands by itself.
        if line.startswith("### "):
            if not any(x.startswith("- ") for x in lines[at + 1 :]) or most == 0:
                return shown + ["", "…"]
            shown += ([""] if shown else []) + [line, ""]
        else:
            shown.append(line)
    return shown


def excerpt(brief):
    head, parts = sections(brief)
    out = head.rstrip().splitlines()
    for title, most in SHOWN.items():
        if title in parts:
            out += ["", f"## {title}", ""] + cut(parts[title], most)
    numbers = list(dict.fromkeys(re.findall(r"\[(\d+)\]", "\n".join(out))))[:3]
    quotations = [l for l in parts.get("Quotations", "").splitlines() if any(l.startswith(f"- [{n}] ") for n in numbers)]
    out += ["", "## Quotations", ""] + quotations + ["", "…"]
    # In a quotation of Markdown, so that its headings are not the README's.
    return "".join(f"> {line}".rstrip() + "\n" for line in out)


def main():
    text = README.read_text(encoding="utf-8")
    before, found, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not found or not end:
        sys.exit("excerpt: README.md has lost its marks")
    brief = Path(sys.argv[1]).read_text(encoding="utf-8")
    README.write_text(before + BEGIN + excerpt(brief) + END + after, encoding="utf-8")
    print("excerpt: README.md is up to date")


if __name__ == "__main__":
    main()
