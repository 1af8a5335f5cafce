"""Claims on Ray Data: one function for ``map_batches``.

    ray.data.read_parquet("s3://bucket/news/").map_batches(tidings.ray.claims(), batch_format="pyarrow")
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow


def claims(*, data: str | None = None, threads: int = 1, **columns: str) -> Callable[[pyarrow.Table], pyarrow.Table]:
    """A function for ``Dataset.map_batches(..., batch_format="pyarrow")``; arguments as in :func:`tidings.spark.claims`."""
    from .spark import claims as over_batches

    def read(table: pyarrow.Table) -> Any:
        import pyarrow

        from . import Schema

        found = list(over_batches(data=data, threads=threads, **columns)(table.to_batches()))
        return pyarrow.Table.from_batches(found, schema=pyarrow.schema(Schema()))

    return read
