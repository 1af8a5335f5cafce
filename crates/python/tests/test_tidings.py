"""The package as a person uses it. Needs the built wheel; what needs pyarrow, polars, pandas, DuckDB or Spark is left
out, and said so, where they are not installed."""

from __future__ import annotations

import doctest
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import unittest
from datetime import date
from pathlib import Path

import tidings

ROOT = Path(__file__).resolve().parents[3]
TEXT = "At least 15 people were killed near Kharkiv on Tuesday, the mayor said."
REPORTS = [
    {"id": f"r{n}", "text": TEXT.replace("15", str(n + 2)), "published": "2024-05-03"} for n in range(7)
] + [{"id": "empty", "text": "", "published": None}, {"id": "none", "text": None, "published": None}]


def needs(*modules: str):
    missing = [m for m in modules if importlib.util.find_spec(m) is None]
    return unittest.skipIf(missing, f"pip install {' '.join(missing)} for this test")


class Read(unittest.TestCase):
    def test_a_claim_has_its_speaker_figure_place_and_day(self):
        report = tidings.read(TEXT, published=date(2024, 5, 3), publisher="The Gazette")
        (claim,) = report.claims
        self.assertEqual(claim.speaker, "mayor")
        self.assertEqual(report.text[claim.start : claim.end], claim.text)
        self.assertEqual([(q.measure, q.min, q.max) for q in claim.quantities], [("killed", 15, None)])
        self.assertEqual([(p.name, p.precision) for p in claim.places], [("Kharkiv", "area")])
        self.assertEqual(claim.time.start, date(2024, 4, 30))
        self.assertEqual([link.who for link in claim.chain], ["The Gazette", "mayor"])

    def test_bytes_are_decoded_and_html_is_read(self):
        page = "<html><head><title>A</title></head><body><article><p>" + TEXT + "</p></article></body></html>"
        for coding in ("utf-8", "utf-16"):
            report = tidings.read(page.encode(coding), published="2024-05-03")
            self.assertEqual([c.speaker for c in report.claims], ["mayor"], coding)

    def test_any_bytes_are_read_and_bad_arguments_are_told(self):
        self.assertEqual(tidings.read(b"\xff\xfe\x00<<<").claims, [])
        self.assertEqual(tidings.read("").claims, [])
        with self.assertRaisesRegex(ValueError, "2024-05-01"):
            tidings.read(TEXT, published="yesterday")
        with self.assertRaisesRegex(FileNotFoundError, "make models"):
            tidings.Data("/nowhere")

    def test_offsets_count_characters(self):
        report = tidings.read("Жертвы 🙂. " + TEXT, published="2024-05-03", lang="en")
        claim = report.claims[-1]
        self.assertEqual(report.text[claim.start : claim.end], claim.text)

    def test_html_marks_claims_and_trusts_nothing(self):
        report = tidings.read("<script>alert(1)</script> " + TEXT, published="2024-05-03")
        html = report._repr_html_()
        self.assertNotIn("<script", html)
        self.assertIn("killed ≥ 15", html)
        self.assertIn("unverified public reporting", html)

    def test_the_interpreter_is_let_go(self):
        stop, ticks = threading.Event(), []

        def tick():
            while not stop.is_set():
                ticks.append(time.monotonic())
                time.sleep(0.001)

        thread = threading.Thread(target=tick)
        thread.start()
        begin = time.monotonic()
        tidings.read(" ".join([TEXT] * 2000), published="2024-05-03")
        end = time.monotonic()
        stop.set()
        thread.join()
        inside = [t for t in ticks if begin < t < end]
        longest = max(b - a for a, b in zip([begin, *inside], [*inside, end], strict=True))
        self.assertLess(longest, (end - begin) / 2, "another thread stood still while a report was read")

    def test_documented_examples(self):
        failed, ran = doctest.testmod(tidings, globs={"datetime": __import__("datetime")})
        self.assertEqual(failed, 0)
        self.assertGreater(ran, 2)


class Tables(unittest.TestCase):
    @needs("pyarrow")
    def test_claims_of_a_table_are_those_of_its_texts(self):
        import pyarrow

        table = pyarrow.Table.from_pylist(REPORTS)
        found = pyarrow.table(tidings.annotate(table)).to_pylist()
        self.assertEqual([(f["row"], f["doc"]) for f in found], [(n, f"r{n}") for n in range(7)])
        alone = json.loads(tidings._data().read(REPORTS[3]["text"], published="2024-05-03"))["claims"][0]
        row = {k: v for k, v in found[3].items() if k not in {"row", "doc"}}
        row["time"] = {**row["time"], "start": row["time"]["start"].isoformat(), "end": row["time"]["end"].isoformat()}
        self.assertEqual(row, alone)

    @needs("pyarrow")
    def test_neither_threads_nor_batches_change_it(self):
        import pyarrow

        table = pyarrow.Table.from_pylist(REPORTS * 40)
        whole = pyarrow.table(tidings.annotate(table, threads=1))
        for threads, size in ((2, 1000), (8, 7)):
            cut = pyarrow.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=size))
            self.assertTrue(pyarrow.table(tidings.annotate(cut, threads=threads)).equals(whole), (threads, size))

    @needs("pyarrow")
    def test_days_come_in_every_type(self):
        import pyarrow

        for days in (
            pyarrow.array([date(2024, 5, 3)]),
            pyarrow.array(["2024-05-03T10:00:00Z"]),
            pyarrow.array(["2024-05-03"], pyarrow.large_string()),
            pyarrow.array([date(2024, 5, 3)]).cast(pyarrow.timestamp("us", "UTC")),
            pyarrow.array(["2024-05-03"]).dictionary_encode(),
        ):
            table = pyarrow.table({"text": [TEXT], "published": days})
            (claim,) = pyarrow.table(tidings.annotate(table)).to_pylist()
            self.assertEqual(claim["time"]["start"], date(2024, 4, 30), days.type)

    @needs("pyarrow")
    def test_errors_say_what_is_wrong(self):
        import pyarrow

        with self.assertRaisesRegex(Exception, "no column `text`; it has body"):
            pyarrow.table(tidings.annotate(pyarrow.table({"body": [TEXT]})))
        with self.assertRaisesRegex(Exception, "`published` is of type Float64"):
            pyarrow.table(tidings.annotate(pyarrow.table({"text": [TEXT], "published": [1.5]})))
        once = tidings.annotate(pyarrow.table({"text": [TEXT]}))
        pyarrow.table(once)
        with self.assertRaisesRegex(ValueError, "consumed already"):
            pyarrow.table(once)

    @needs("pyarrow")
    def test_a_stream_is_read_as_it_is_consumed(self):
        import pyarrow

        asked = []

        def batches():
            for n in range(50):
                asked.append(n)
                yield pyarrow.record_batch({"text": [TEXT] * 5})

        schema = pyarrow.schema({"text": pyarrow.string()})
        source = pyarrow.RecordBatchReader.from_batches(schema, batches())
        claims = iter(pyarrow.RecordBatchReader.from_stream(tidings.annotate(source)))
        self.assertEqual(next(claims).num_rows, 5)
        self.assertLess(len(asked), 5)

    @needs("pyarrow", "polars", "pandas", "duckdb")
    def test_polars_pandas_and_duckdb_give_the_same(self):
        import duckdb
        import pandas
        import polars
        import pyarrow

        wanted = pyarrow.table(tidings.annotate(pyarrow.Table.from_pylist(REPORTS)))
        frame = polars.DataFrame(REPORTS)
        self.assertEqual(polars.DataFrame(tidings.annotate(frame)).height, wanted.num_rows)
        self.assertTrue(pyarrow.table(tidings.annotate(frame)).equals(wanted))
        self.assertTrue(pyarrow.table(tidings.annotate(pandas.DataFrame(REPORTS))).equals(wanted))
        relation = duckdb.sql("select * from frame")
        self.assertTrue(pyarrow.table(tidings.annotate(relation)).equals(wanted))


class Engines(unittest.TestCase):
    @needs("pyarrow", "pyspark")
    @unittest.skipIf(shutil.which("java") is None, "Spark needs Java (apt install default-jre-headless)")
    def test_a_local_cluster_of_spark_gives_the_same_and_survives_a_killed_executor(self):
        env = {**os.environ, "TIDINGS_DATA": str(tidings_data())}
        run = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("on_spark.py"))], env=env, capture_output=True, text=True
        )
        self.assertEqual(run.returncode, 0, run.stdout[-2000:] + run.stderr[-4000:])

    @needs("pyarrow", "ray")
    def test_ray_data_gives_the_same(self):
        import pyarrow
        import ray

        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
        try:
            table = pyarrow.Table.from_pylist(REPORTS[:7] * 20)
            found = ray.data.from_arrow(table).map_batches(tidings.ray.claims(), batch_format="pyarrow").take_all()
        finally:
            ray.shutdown()
        self.assertEqual(len(found), pyarrow.table(tidings.annotate(table)).num_rows)


def tidings_data() -> Path:
    return Path(os.environ.get("TIDINGS_DATA", ROOT / "models")).resolve()


if __name__ == "__main__":
    os.environ.setdefault("TIDINGS_DATA", str(tidings_data()))
    unittest.main()
