#!/usr/bin/env python3
"""Checks that every dependency may be used: its licence must be met by the list in deny.toml.

    tools/check_licences.py [--list]

`cargo deny` says more, but takes minutes to build; this needs only cargo and Python. An expression such as
"MIT OR Apache-2.0" is met if one side is; "(MIT OR Apache-2.0) AND Unicode-3.0" if both are. Dependencies
must come from the crate registry or from this workspace.
"""
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def met(expression, allowed):
    """Whether an SPDX expression can be met with the allowed licences. AND binds closer than OR."""
    tokens = re.findall(r"[()]|[^\s()]+", expression.replace("/", " OR "))
    at = 0

    def alternatives():
        nonlocal at
        value = conjunction()
        while at < len(tokens) and tokens[at] == "OR":
            at += 1
            value = conjunction() or value
        return value

    def conjunction():
        nonlocal at
        value = single()
        while at < len(tokens) and tokens[at] == "AND":
            at += 1
            value = single() and value
        return value

    def single():
        nonlocal at
        if at >= len(tokens):
            raise ValueError(f"cannot read the licence expression {expression!r}")
        token = tokens[at]
        at += 1
        if token == "(":
            value = alternatives()
            if at >= len(tokens) or tokens[at] != ")":
                raise ValueError(f"cannot read the licence expression {expression!r}")
            at += 1
            return value
        if at < len(tokens) and tokens[at] == "WITH":
            token = f"{token} WITH {tokens[at + 1]}"
            at += 2
        return token in allowed

    value = alternatives()
    if at != len(tokens):
        raise ValueError(f"cannot read the licence expression {expression!r}")
    return value


def problems(packages, allowed):
    for package in packages:
        name = f"{package['name']} {package['version']}"
        source = package["source"]
        if source is not None and not source.startswith("registry+"):
            yield f"{name} comes from {source}"
        expression = package["license"]
        if not expression:
            yield f"{name} states no licence"
        elif not met(expression, allowed):
            yield f"{name} is under {expression}, which deny.toml does not allow"


def main():
    with open(ROOT / "deny.toml", "rb") as file:
        allowed = set(tomllib.load(file)["licenses"]["allow"])
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--manifest-path", str(ROOT / "Cargo.toml")]
    run = subprocess.run(command, stdout=subprocess.PIPE)
    if run.returncode != 0:
        sys.exit("licences: cargo metadata failed; its message is above")
    packages = json.loads(run.stdout)["packages"]
    if "--list" in sys.argv[1:]:
        for package in packages:
            print(f"{package['license']}\t{package['name']} {package['version']}")
    found = list(problems(packages, allowed))
    for problem in found:
        print(f"licences: {problem}", file=sys.stderr)
    print(f"licences: {len(packages)} packages, {len(found)} not allowed")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
