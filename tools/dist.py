#!/usr/bin/env python3
"""Makes what is handed to others out of a built program: what `make dist` runs.

    tools/dist.py --tidings PROGRAM --target TRIPLE [--models models] [--output dist]

Leaves in the output folder `tidings-VERSION-TRIPLE.tar.gz` (the program with page and gazetteer inside, the language model
beside it, licences, a list of parts as CycloneDX 1.6), the list of parts once more, and SHA256SUMS. The same tree and the
same program give the same bytes: names are sorted, times are that of the commit (or SOURCE_DATE_EPOCH). Then the archive is
unpacked into an empty folder and tried: `tidings doctor` has to find everything, and a report has to be read.
"""
import argparse
import base64
import datetime
import gzip
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import models  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
MODEL = "en_core_web_md"
LICENCE = re.compile(r"(licen[cs]e|copying|notice|unlicense|copyright)", re.IGNORECASE)
TRIAL = "Two people were killed in Kharkiv on Tuesday, the mayor said.\n"


class Trouble(Exception):
    """Something a person has to mend; the message says how."""


class Part:
    """A package that is in the program or beside it, with the folder that holds its licence."""

    def __init__(self, kind, name, version, licence, sha256=None, folder=None, sha512=None):
        self.kind, self.name, self.version, self.licence = kind, name, version, licence
        self.sha256, self.sha512, self.folder = sha256, sha512, folder

    @property
    def purl(self):
        return f"pkg:{self.kind}/{self.name.replace('@', '%40')}@{self.version}"

    def component(self):
        found = {"type": "library", "bom-ref": self.purl, "name": self.name, "version": self.version, "purl": self.purl}
        if self.licence:
            found["licenses"] = [{"expression": self.licence.replace("/", " OR ")}]
        hashes = [{"alg": a, "content": c} for a, c in (("SHA-256", self.sha256), ("SHA-512", self.sha512)) if c]
        if hashes:
            found["hashes"] = hashes
        return found

    def texts(self):
        """Licences that the package brings, by file name."""
        if not self.folder or not self.folder.is_dir():
            return {}
        names = sorted(f for f in self.folder.iterdir() if f.is_file() and LICENCE.match(f.name))
        return {f.name: f.read_text(encoding="utf-8", errors="replace").strip() for f in names}


def crates(metadata, lock, package="tidings-cli"):
    """What is compiled into `package`: its dependencies of foreign origin, without those only for building or testing."""
    sums = {(p["name"], p["version"]): p.get("checksum") for p in lock["package"]}
    by_id = {p["id"]: p for p in metadata["packages"]}
    edges = {node["id"]: node["deps"] for node in metadata["resolve"]["nodes"]}
    todo = [i for i, p in by_id.items() if p["name"] == package]
    if not todo:
        raise Trouble(f"there is no package {package}")
    seen = set(todo)
    while todo:
        for dep in edges[todo.pop()]:
            if any(kind["kind"] is None for kind in dep["dep_kinds"]) and dep["pkg"] not in seen:
                seen.add(dep["pkg"])
                todo.append(dep["pkg"])
    foreign = (by_id[i] for i in seen if by_id[i]["source"])
    return [Part("cargo", p["name"], p["version"], p["license"], sums[p["name"], p["version"]],
                 Path(p["manifest_path"]).parent) for p in foreign]


def page(lock, folder):
    """What the page is made of: the packages of package-lock.json that are not for development only."""
    for path, p in lock["packages"].items():
        if not path or p.get("dev"):
            continue
        name = path.split("node_modules/")[-1]
        integrity = p.get("integrity", "")
        sha512 = base64.b64decode(integrity.removeprefix("sha512-")).hex() if integrity.startswith("sha512-") else None
        yield Part("npm", name, p["version"], p.get("license", "").strip("()"), folder=folder / path, sha512=sha512)


def data(sources):
    """The packages of the model and the gazetteer. What is taken of them is under other terms than their code: NOTICE."""
    return [Part("pypi", p.name, p.version, None, p.sha256) for p in sources if p.set in {"model", "places"}]


def bill(version, parts, moment):
    """The list of parts, CycloneDX 1.6. Its number is made of what it lists, so that it too is the same each time."""
    components = [p.component() for p in parts]
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(components, sort_keys=True))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {
            "timestamp": moment,
            "component": {"type": "application", "bom-ref": "tidings", "name": "tidings", "version": version,
                          "licenses": [{"expression": "MIT OR Apache-2.0"}]},
        },
        "components": components,
        "dependencies": [{"ref": "tidings", "dependsOn": sorted(c["bom-ref"] for c in components)}],
    }


def notices(parts):
    """All licences, each text once with the packages that bring it; those that bring none by name."""
    texts, none = {}, []
    for part in parts:
        found = part.texts()
        for text in found.values():
            texts.setdefault(text, []).append(f"{part.name} {part.version}")
        if not found and part.licence:
            none.append(f"{part.name} {part.version}: {part.licence}")
    out = ["The program contains the packages below, each under the terms that stand under its name. NOTICE tells of the\n"
           "language model, of the gazetteer and of the base map.\n"]
    for text, names in sorted(texts.items(), key=lambda one: one[1]):
        out.append(f"{'-' * 100}\n{', '.join(sorted(set(names)))}\n\n{text}\n")
    if none:
        out.append(f"{'-' * 100}\nThese bring no text of their licence, which is:\n\n" + "\n".join(sorted(none)) + "\n")
    return "\n".join(out)


def pack(output, name, files, moment):
    """A tar.gz of {name: path or text}, the same bytes each time."""
    with open(output, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed, \
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for inside, what in sorted(files.items()):
            body = what.encode() if isinstance(what, str) else what.read_bytes()
            entry = tarfile.TarInfo(f"{name}/{inside}")
            entry.size, entry.mtime, entry.mode = len(body), moment, 0o755 if inside == "tidings" else 0o644
            with tempfile.SpooledTemporaryFile() as file:
                file.write(body)
                file.seek(0)
                tar.addfile(entry, file)


def sums(paths):
    return "".join(f"{models.sha256(p)}  {p.name}\n" for p in sorted(paths))


def attempt(archive, name):
    """Unpacks the archive where nothing else is, and reads a report with it."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        program = Path(folder) / name / "tidings"
        bare = {"PATH": "/usr/bin:/bin", "HOME": folder}
        said = []
        for arguments, wanted in ((["doctor"], "gazetteer"), (["read", "--published", "2024-05-07", "-"], "Kharkiv")):
            run = subprocess.run([program, *arguments], input=TRIAL, env=bare, cwd=folder, capture_output=True, text=True)
            if run.returncode != 0 or wanted not in run.stdout:
                raise Trouble(f"unpacked, `tidings {' '.join(arguments)}` ended with {run.returncode}:\n{run.stdout}{run.stderr}")
            said.append(run.stdout.replace(folder, "…"))
        print(f"dist: unpacked and tried; `tidings doctor` says:\n{said[0]}", end="")


def epoch():
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    run = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True)
    if run.returncode != 0 or not run.stdout.strip():
        raise Trouble("no commit to take the time from; set SOURCE_DATE_EPOCH")
    return int(run.stdout)


def main():
    parser = argparse.ArgumentParser(description="Makes what is handed to others out of a built program.")
    parser.add_argument("--tidings", type=Path, required=True, help="the program, built with page and gazetteer inside")
    parser.add_argument("--target", required=True, help="what it was built for: x86_64-unknown-linux-gnu")
    parser.add_argument("--models", type=Path, default=ROOT / "models", help="the folder `models` with the language model")
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="where it goes [dist]")
    args = parser.parse_args()
    for there, what in ((args.tidings, "build it first"), (args.models / MODEL / "config.cfg", "run `make models`"),
                        (ROOT / "web" / "node_modules", "run `make page` (needs Node 20)")):
        if not there.exists():
            raise Trouble(f"{there} is not there: {what}")
    moment = epoch()
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", args.target]
    run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE)
    if run.returncode != 0:
        raise Trouble("cargo metadata failed; its message is above")
    metadata = json.loads(run.stdout)
    version = next(p["version"] for p in metadata["packages"] if p["name"] == "tidings-cli")
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text(encoding="utf-8"))
    npm = json.loads((ROOT / "web" / "package-lock.json").read_text(encoding="utf-8"))
    parts = [*crates(metadata, lock), *page(npm, ROOT / "web"), *data(models.read_sources(ROOT / "tools" / "sources.txt"))]
    parts.sort(key=lambda p: p.purl)
    when = datetime.datetime.fromtimestamp(moment, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    listed = json.dumps(bill(version, parts, when), indent=1, sort_keys=True) + "\n"
    files = {"tidings": args.tidings, "tidings.cdx.json": listed, "THIRD-PARTY.txt": notices(parts)}
    files |= {name: ROOT / name for name in ("LICENSE-APACHE", "LICENSE-MIT", "NOTICE", "README.md")}
    for folder, beside in ((ROOT / "docs", ROOT), (ROOT / "examples", ROOT), (args.models / MODEL, args.models.parent)):
        files |= {str(path.relative_to(beside)): path for path in folder.rglob("*") if path.is_file()}
    args.output.mkdir(parents=True, exist_ok=True)
    name = f"tidings-{version}-{args.target}"
    archive, beside = args.output / f"{name}.tar.gz", args.output / f"{name}.cdx.json"
    pack(archive, name, files, moment)
    beside.write_text(listed, encoding="utf-8")
    (args.output / "SHA256SUMS").write_text(sums([archive, beside]), encoding="utf-8")
    attempt(archive, name)
    print(f"dist: {archive}: {archive.stat().st_size / 1e6:.1f} MB, {len(parts)} parts listed; {args.output / 'SHA256SUMS'}")


if __name__ == "__main__":
    try:
        main()
    except (Trouble, models.Trouble) as trouble:
        sys.exit(f"dist: {trouble}")
