"""Tests of the scripts in this folder: python3 -m unittest discover -s tools -p 'test_*.py'"""
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent))

import check_licences  # noqa: E402
import dist  # noqa: E402
import models  # noqa: E402
import openapi  # noqa: E402


class Licences(unittest.TestCase):
    allowed = {"MIT", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"}

    def test_alternatives_need_one_and_conjunctions_both(self):
        for expression, want in {
            "MIT": True,
            "GPL-3.0": False,
            "MIT OR GPL-3.0": True,
            "MIT/Apache-2.0": True,
            "MIT AND GPL-3.0": False,
            "(MIT OR GPL-3.0) AND Unicode-3.0": True,
            "GPL-3.0 OR MIT AND Unicode-3.0": True,
            "GPL-3.0 OR MIT AND MPL-2.0": False,
            "Apache-2.0 WITH LLVM-exception OR GPL-3.0": True,
        }.items():
            self.assertEqual(check_licences.met(expression, self.allowed), want, expression)

    def test_what_is_no_expression_is_said(self):
        for expression in ("(MIT", "MIT MIT", ""):
            with self.assertRaises(ValueError):
                check_licences.met(expression, self.allowed)

    def test_a_foreign_source_or_no_licence_is_a_problem(self):
        packages = [
            {"name": "a", "version": "1", "source": None, "license": "MIT"},
            {"name": "b", "version": "1", "source": "git+somewhere", "license": "MIT"},
            {"name": "c", "version": "1", "source": "registry+x", "license": None},
        ]
        self.assertEqual(len(list(check_licences.problems(packages, self.allowed))), 2)


class Models(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.wheels = self.folder / "wheels"
        self.wheels.mkdir()
        wheel = self.wheels / "small-1-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("small/model/config.cfg", "[nlp]\n")
            archive.writestr("small/model/vocab/strings.json", "[]")
            archive.writestr("small/__init__.py", "raise SystemExit")
        self.package = models.Package("small", "1", "model", wheel.name, models.sha256(wheel), [("small/model/", "m/")])
        self.models = self.folder / "models"
        self.work = self.models / ".new-x"
        self.work.mkdir(parents=True)
        env = mock.patch.dict(os.environ, {"TIDINGS_WHEELS": str(self.wheels)})
        env.start()
        self.addCleanup(env.stop)
        quiet = mock.patch.object(models, "say")
        quiet.start()
        self.addCleanup(quiet.stop)

    def bring(self, thorough=False):
        return models.bring(self.package, self.models, self.work, models.Stamp(self.models), thorough)

    def test_files_are_taken_as_they_are_and_once(self):
        self.assertTrue(self.bring())
        self.assertEqual((self.models / "m/config.cfg").read_text(), "[nlp]\n")
        self.assertEqual(sorted(p.name for p in (self.models / "m").iterdir()), ["config.cfg", "vocab"])
        self.assertFalse(self.bring())

    def test_a_missing_file_is_mended_and_a_changed_one_on_asking(self):
        self.bring()
        (self.models / "m/config.cfg").unlink()
        self.assertTrue(self.bring())
        (self.models / "m/config.cfg").write_text("other")
        self.assertFalse(self.bring())
        self.assertTrue(self.bring(thorough=True))
        self.assertEqual((self.models / "m/config.cfg").read_text(), "[nlp]\n")

    def test_a_link_in_the_way_is_replaced_not_followed(self):
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        (self.models / "m").symlink_to(elsewhere)
        self.bring()
        self.assertFalse((self.models / "m").is_symlink())
        self.assertEqual(list(elsewhere.iterdir()), [])

    def test_another_file_under_the_same_name_is_refused(self):
        with zipfile.ZipFile(self.wheels / self.package.wheel, "a") as archive:
            archive.writestr("small/model/extra", "x")
        with self.assertRaisesRegex(models.Trouble, "not the file"):
            self.bring()
        self.assertFalse((self.models / "m").exists())

    def test_a_member_that_climbs_out_is_refused(self):
        wheel = self.wheels / self.package.wheel
        with zipfile.ZipFile(wheel, "a") as archive:
            archive.writestr("small/model/../../../climbed", "x")
        self.package.sha256 = models.sha256(wheel)
        with self.assertRaises(models.Trouble):
            self.bring()
        self.assertFalse((self.models / "m").exists())

    def test_the_list_of_packages_is_whole(self):
        for package in models.read_sources(models.ROOT / "tools" / "sources.txt"):
            self.assertEqual(len(package.sha256), 64, package)
            self.assertTrue(package.take and package.set and package.wheel, package)


class OpenApi(unittest.TestCase):
    def test_document_is_that_of_the_types(self):
        text = json.dumps(openapi.document(), indent=1, ensure_ascii=False) + "\n"
        self.assertEqual(openapi.DOCUMENT.read_text(encoding="utf-8"), text, "run tools/openapi.py")

    def test_forms_of_types(self):
        source = """
        /** One. */
        export interface A { x: number | null; y?: "a" | "b"; z: [number, number]; list: { w: A }[] }
        export interface B extends A { more: string[] | null }
        """
        schemas = openapi.Types(source).all()
        self.assertEqual(schemas["A"]["description"], "One.")
        self.assertEqual(schemas["A"]["required"], ["x", "z", "list"])
        self.assertEqual(schemas["A"]["properties"]["x"], {"type": ["number", "null"]})
        self.assertEqual(schemas["A"]["properties"]["y"], {"type": "string", "enum": ["a", "b"]})
        self.assertEqual(schemas["A"]["properties"]["list"]["items"]["required"], ["w"])
        self.assertEqual(schemas["B"]["required"], ["x", "z", "list", "more"])
        self.assertEqual(schemas["B"]["properties"]["more"]["type"], ["array", "null"])


class Dist(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def part(self, name, licence="MIT", text=None):
        folder = self.folder / name
        folder.mkdir()
        if text:
            (folder / "LICENSE-MIT").write_text(text)
        return dist.Part("cargo", name, "1.0.0", licence, "ab" * 32, folder)

    def test_parts_are_what_is_compiled_in(self):
        def package(name, source="registry+x"):
            return {"id": name, "name": name, "version": "1", "source": source, "license": "MIT",
                    "manifest_path": f"/{name}/Cargo.toml"}

        def dep(name, kind=None):
            return {"pkg": name, "dep_kinds": [{"kind": kind, "target": None}]}

        metadata = {
            "packages": [package("tidings-cli", None), package("own", None), *map(package, ["a", "b", "builds", "tests"])],
            "resolve": {"nodes": [
                {"id": "tidings-cli", "deps": [dep("own"), dep("tests", "dev")]},
                {"id": "own", "deps": [dep("a"), dep("builds", "build")]},
                {"id": "a", "deps": [dep("b")]},
                *({"id": n, "deps": []} for n in ("b", "builds", "tests")),
            ]},
        }
        lock = {"package": [{"name": n, "version": "1", "checksum": n * 3} for n in ("a", "b", "builds", "tests")]}
        parts = dist.crates(metadata, lock)
        self.assertEqual(sorted((p.name, p.sha256) for p in parts), [("a", "aaa"), ("b", "bbb")])

    def test_the_page_has_no_parts_for_development(self):
        lock = {"packages": {"": {}, "node_modules/vite": {"version": "1", "dev": True},
                             "node_modules/x/node_modules/@y/z": {"version": "2", "license": "(MIT OR ISC)", "integrity": "sha512-AAE="}}}
        one, = dist.page(lock, self.folder)
        self.assertEqual((one.purl, one.licence, one.sha512), ("pkg:npm/%40y/z@2", "MIT OR ISC", "0001"))

    def test_a_text_of_a_licence_stands_once_and_none_is_told(self):
        parts = [self.part("a", text="Terms."), self.part("b", text="Terms.\n"), self.part("c", "ISC")]
        text = dist.notices(parts)
        self.assertEqual(text.count("Terms."), 1)
        self.assertIn("a 1.0.0, b 1.0.0\n\nTerms.", text)
        self.assertIn("c 1.0.0: ISC", text)

    def test_the_list_of_parts_and_the_archive_are_the_same_each_time(self):
        parts = [self.part("a"), self.part("b", "MIT/Apache-2.0")]
        bill = dist.bill("1", parts, "2026-01-01T00:00:00Z")
        self.assertEqual(bill, dist.bill("1", parts, "2026-01-01T00:00:00Z"))
        self.assertNotEqual(bill["serialNumber"], dist.bill("1", parts[:1], "x")["serialNumber"])
        self.assertEqual(bill["components"][1]["licenses"], [{"expression": "MIT OR Apache-2.0"}])
        program = self.folder / "program"
        program.write_bytes(b"#!")
        files = {"tidings": program, "NOTICE": "words"}
        packed = []
        for name in ("one", "two"):
            dist.pack(self.folder / name, "t-1", dict(reversed(files.items())) if name == "two" else files, 7)
            packed.append((self.folder / name).read_bytes())
        self.assertEqual(*packed)
        with tarfile.open(self.folder / "one") as tar:
            self.assertEqual([(m.name, oct(m.mode), m.mtime) for m in tar], [("t-1/NOTICE", "0o644", 7), ("t-1/tidings", "0o755", 7)])


ROOT = Path(__file__).resolve().parent.parent


def pages():
    """Every page of Markdown that a reader may come to."""
    tops = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md", "ROADMAP.md")]
    return tops + sorted(p for folder in ("docs", "bench", "examples", "tests", "web/e2e") for p in (ROOT / folder).glob("**/*.md")
                         if "results" not in p.parts and "cases" not in p.parts and "joins" not in p.parts)


def prose(page):
    """A page without what it shows as code."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"^(?: {4}|\t).*$|`[^`\n]*`", "", text, flags=re.MULTILINE)


class Docs(unittest.TestCase):
    def test_links_lead_somewhere(self):
        broken = []
        for page in pages():
            for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
                path, _, anchor = target.partition("#")
                if re.match(r"[a-z]+:", target):
                    continue
                to = (page.parent / path).resolve() if path else page
                if not to.exists():
                    broken.append(f"{page.relative_to(ROOT)}: {target}")
                elif anchor and anchor not in anchors(to):
                    broken.append(f"{page.relative_to(ROOT)}: {target}: no such heading")
        self.assertEqual(broken, [])

    def test_the_book_has_every_page_once(self):
        listed = re.findall(r"\]\(([^)]+)\)", (ROOT / "docs" / "SUMMARY.md").read_text(encoding="utf-8"))
        there = {str(p.relative_to(ROOT / "docs")) for p in (ROOT / "docs").glob("**/*.md")} - {"SUMMARY.md"}
        self.assertEqual(sorted(p for p in listed if not p.startswith("..")), sorted(there))

    def test_the_page_of_figures_is_that_of_the_results(self):
        run = subprocess.run([sys.executable, ROOT / "bench" / "measured.py", "--check"], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)


def anchors(page):
    """The names that headings are linked by, as the usual renderers make them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


if __name__ == "__main__":
    unittest.main()
