"""Reads a table with Spark in local-cluster mode (a master and two workers, each a process of its own), kills an
executor half-way, and compares with one machine's result, byte for byte after sorting."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pyarrow
import pyarrow.parquet
from pyspark.sql import SparkSession

import tidings

TEXT = "At least {n} people were killed near Kharkiv on Tuesday, the mayor of town {n} said. {m} fled, a witness told us."


def rows(table: pyarrow.Table) -> list[str]:
    """Claims as text, without the row number, which counts within a partition."""
    return sorted(repr({k: v for k, v in row.items() if k != "row"}) for row in table.to_pylist())


def executors() -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout.splitlines()
    return [int(line.split(None, 1)[0]) for line in listed if "CoarseGrainedExecutorBackend" in line]


def kill_one(killed: list[int]) -> None:
    for _ in range(600):
        pids = executors()
        if len(pids) >= 2:
            time.sleep(2.0)
            os.kill(pids[0], signal.SIGKILL)
            killed.append(pids[0])
            return
        time.sleep(0.1)


def main() -> int:
    reports = [{"id": f"r{n:05}", "text": TEXT.format(n=n % 97 + 2, m=n + 100), "published": "2024-05-03"} for n in range(6000)]
    table = pyarrow.Table.from_pylist(reports)
    wanted = rows(pyarrow.table(tidings.annotate(table)))
    killed: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "reports.parquet")
        pyarrow.parquet.write_table(table, path, row_group_size=200)
        spark = (
            SparkSession.builder.master("local-cluster[2,1,1024]")
            .config("spark.executorEnv.TIDINGS_DATA", os.environ["TIDINGS_DATA"])
            .config("spark.executorEnv.PYTHONPATH", os.pathsep.join(sys.path))
            .config("spark.pyspark.python", sys.executable)
            .config("spark.ui.enabled", "false")
            .config("spark.sql.files.maxPartitionBytes", "32k")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()
        )
        threading.Thread(target=kill_one, args=(killed,), daemon=True).start()
        frame = spark.read.parquet(path).repartition(40)
        found = rows(frame.mapInArrow(tidings.spark.claims(), tidings.spark.SCHEMA).toArrow())
        spark.stop()
    print(f"{len(found)} claims; executor killed: {bool(killed)}")
    if not killed:
        print("no executor was killed, so nothing was shown of that")
        return 1
    return 0 if found == wanted else 1


if __name__ == "__main__":
    sys.exit(main())
