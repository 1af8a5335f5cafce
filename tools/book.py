#!/usr/bin/env python3
"""Makes the guide a book: what `make book` runs. Needs mdbook (cargo install --locked mdbook).

    tools/book.py [--output target/book]

mdbook knows only what lies under one folder, and pages of docs/ lead out of it (to README.md, to results, to an example). So the pages
of docs/SUMMARY.md and whatever they lead to are laid out once more, as they lie in the tree, and the book is made of that. A link that
leads nowhere in the book ends it with 1.
"""
import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\(([^)\s]+)\)")
CONFIG = """[book]
title = "Tidings"
description = "Who says what happened, where, when, how many: a ledger of claims out of reports"
language = "en"
src = "src"

# Only what includes a file in a page. The other default makes an index.html of each README.md, and the links to it lead nowhere.
[build]
use-default-preprocessors = false

[preprocessor.links]

[output.html]
no-section-label = true
"""


def summary():
    """docs/SUMMARY.md, its links counted from the root of the tree."""
    def from_root(link):
        path = (ROOT / "docs" / link[1]).resolve().relative_to(ROOT)
        return f"]({path})"

    return LINK.sub(from_root, (ROOT / "docs" / "SUMMARY.md").read_text(encoding="utf-8"))


def led_to(page):
    """Files and folders of the tree that a page links to."""
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        path = (page.parent / link.partition("#")[0]).resolve()
        if not re.match(r"[a-z]+:|#", link) and path.is_relative_to(ROOT) and path.exists():
            yield path


def lay_out(to):
    """Copies the pages and what they lead to; pages that no chapter is about become chapters at the end."""
    listed = [ROOT / link for link in LINK.findall(summary())]
    todo, seen = list(listed), set()
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        target = to / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, target, dirs_exist_ok=True)
        else:
            shutil.copy(path, target)
            todo.extend(led_to(path) if path.suffix == ".md" else ())
    more = sorted(p for p in seen if p.suffix == ".md" and p not in listed)
    chapters = "".join(f"- [{p.relative_to(ROOT)}]({p.relative_to(ROOT)})\n" for p in more)
    (to / "SUMMARY.md").write_text(f"{summary()}\n# Beside it\n\n{chapters}", encoding="utf-8")


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def broken(book):
    for page in sorted(book.rglob("*.html")):
        links = Links()
        links.feed(page.read_text(encoding="utf-8"))
        for link in sorted(set(links.found)):
            path = unquote(link.partition("#")[0])
            if path and not re.match(r"[a-z]+:|//", link) and page.name not in ("404.html", "print.html", "toc.html"):
                if not (page.parent / path).exists():
                    yield f"{page.relative_to(book)}: {link}"


def main():
    parser = argparse.ArgumentParser(description="Makes the guide a book.")
    parser.add_argument("--output", type=Path, default=ROOT / "target" / "book")
    args = parser.parse_args()
    if not shutil.which("mdbook"):
        sys.exit("book: no mdbook here (cargo install --locked mdbook); docs/SUMMARY.md lists the same pages")
    with tempfile.TemporaryDirectory() as folder:
        lay_out(Path(folder) / "src")
        (Path(folder) / "book.toml").write_text(CONFIG, encoding="utf-8")
        command = ["mdbook", "build", folder, "--dest-dir", str(args.output.resolve())]
        if subprocess.run(command).returncode != 0:
            sys.exit("book: mdbook failed; its message is above")
    nowhere = list(broken(args.output))
    if nowhere:
        sys.exit("book: these lead nowhere:\n  " + "\n  ".join(nowhere))
    print(f"book: {args.output / 'index.html'}")


if __name__ == "__main__":
    main()
