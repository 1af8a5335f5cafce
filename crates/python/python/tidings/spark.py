"""Claims on Spark: one function for ``mapInArrow``, so that the cluster people already run reads the archive.

    spark.read.parquet("s3a://bucket/news/").mapInArrow(tidings.spark.claims(), tidings.spark.SCHEMA)

Each executor opens the language model and the gazetteer once: put them into ``TIDINGS_DATA`` on every machine, or name
a folder that all of them see with ``data=``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from . import Data, annotate

if TYPE_CHECKING:
    import pyarrow

_SPAN = "array<int>"
SCHEMA = (
    "row bigint, doc string, start int, end int, text string, speaker string, "
    f"speaker_span {_SPAN}, chain array<struct<who: string, role: string, span: {_SPAN}>>, evidence array<string>, "
    f"attribution string, cue array<{_SPAN}>, direct_quote boolean, stance string, certainty string, polarity string, "
    "tier string, plover struct<type: string, mode: array<string>, context: array<string>, aux: array<string>>, "
    "acled struct<event_type: string, sub_event_type: string>, actors array<string>, recipients array<string>, "
    "places array<struct<start: int, end: int, name: string, lat: double, lon: double, radius_km: double, "
    "country: string, iso3166_2: string, precision: string, acled_precision: int, ucdp_precision: int, role: string>>, "
    "time struct<start: date, end: date, basis: string, precision: string>, "
    "quantities array<struct<measure: string, min: double, max: double, of: string, start: int, end: int, "
    "part: boolean, printed: boolean>>, repeats int"
)
"""The columns of claims, as Spark writes a schema. ``row`` counts within a partition: tell reports by ``doc``."""


def claims(*, data: str | None = None, threads: int = 1, **columns: str) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """A function for ``DataFrame.mapInArrow``.

    ``columns`` names the columns as in :func:`tidings.annotate` (``text="body"``). One thread a task is right where
    Spark runs a task on each core.
    """

    def read(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow

        reports = iter(batches)
        first = next(reports, None)
        if first is None:
            return

        def all_batches() -> Iterator[pyarrow.RecordBatch]:
            yield first
            yield from reports

        source = pyarrow.RecordBatchReader.from_batches(first.schema, all_batches())
        found = annotate(source, threads=threads, data=_opened(data), **columns)
        yield from pyarrow.RecordBatchReader.from_stream(found)

    return read


@lru_cache(maxsize=4)
def _opened(folder: str | None) -> Data:
    return Data(folder)
