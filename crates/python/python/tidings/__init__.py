"""Reads news reports of a war or a disaster into claims: who says what happened, where, when, how many.

    >>> import tidings
    >>> report = tidings.read(
    ...     "At least 15 people were killed near Kharkiv on Tuesday, the mayor said.", published="2024-05-03"
    ... )
    >>> claim = report.claims[0]
    >>> claim.speaker, claim.quantities[0].measure, claim.quantities[0].min, claim.time.start
    ('mayor', 'killed', 15, datetime.date(2024, 4, 30))

Tables go in and out as Arrow, whichever library they are of::

    claims = polars.DataFrame(tidings.annotate(frame))      # a polars, pandas or pyarrow table, a DuckDB relation
    df.mapInArrow(tidings.spark.claims(), tidings.spark.SCHEMA)

It never says what is true; it says who says so. All of it is unverified public reporting.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from ._tidings import Data, Schema, Stream, __version__
from .types import Acled, Claim, Link, Place, Plover, Quantity, Report, Time

__all__ = [
    "Acled",
    "Claim",
    "Data",
    "Link",
    "Place",
    "Plover",
    "Quantity",
    "Report",
    "Schema",
    "Stream",
    "Time",
    "__version__",
    "annotate",
    "read",
]


def read(
    report: str | bytes,
    *,
    id: str | None = None,
    published: str | date | None = None,
    publisher: str | None = None,
    lang: str | None = None,
    data: Data | None = None,
) -> Report:
    """Reads one report.

    ``report`` is a text, or the bytes of a file as received: plain text or HTML in any encoding. ``published`` is the
    day of publication: without it, "on Tuesday" has no date. What the report itself says of title, publisher and day
    is used where nothing is given. Offsets of claims count characters of ``Report.text``.

    Never fails on a report, whatever its bytes; ``Report.notes`` says what was odd. Raises ``FileNotFoundError`` where
    the language model or the gazetteer is missing and ``ValueError`` for a ``published`` that is no day.
    """
    given = published.isoformat()[:10] if isinstance(published, date) else published
    found = (data or _data()).read(report, id=id, published=given, publisher=publisher, lang=lang)
    return Report.of(json.loads(found))


def annotate(
    table: Any,
    *,
    text: str = "text",
    id: str = "id",
    published: str = "published",
    publisher: str = "publisher",
    title: str = "title",
    lang: str = "lang",
    url: str = "url",
    threads: int | None = None,
    data: Data | None = None,
) -> Stream:
    """The claims of a table of reports, as an Arrow stream.

    ``table`` is anything that speaks the Arrow PyCapsule interface (polars, pandas 2.2 and newer, pyarrow, DuckDB):
    one report a row, its text in the column ``text``; the other columns are used where they are there. It is read
    without a copy. The result has one row for each claim, with ``row`` (number of the report's row, from 0), ``doc``
    (its id) and the fields of ``tidings.Claim``; hand it to ``pyarrow.table``, ``polars.DataFrame``,
    ``pandas.DataFrame.from_arrow`` or DuckDB. It is read while it is consumed, on ``threads`` cores (all of them by
    default), once, and memory holds a thousand reports at a time, however long the stream.
    """
    columns = [text, id, published, publisher, title, lang, url]
    table = table.arrow() if not _speaks_arrow(table) and hasattr(table, "arrow") else table
    return (data or _data()).claims(table, columns=columns, threads=threads or os.cpu_count() or 1)


def _speaks_arrow(table: Any) -> bool:
    return hasattr(table, "__arrow_c_stream__") or hasattr(table, "__arrow_c_array__")


@lru_cache(maxsize=1)
def _data() -> Data:
    return Data()


def __getattr__(name: str) -> Any:
    # `tidings.spark` and `tidings.ray` need no import of their own, and cost nothing where they are not used.
    if name in {"spark", "ray"}:
        import importlib

        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> Iterable[str]:
    return [*__all__, "ray", "spark"]
