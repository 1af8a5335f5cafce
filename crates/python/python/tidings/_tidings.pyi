"""What the compiled part offers to the package; not for use from outside."""

from collections.abc import Sequence
from os import PathLike
from typing import Any

__version__: str

class Data:
    def __init__(self, path: str | PathLike[str] | None = None) -> None: ...
    def read(
        self,
        report: str | bytes,
        *,
        id: str | None = None,
        published: str | None = None,
        publisher: str | None = None,
        lang: str | None = None,
    ) -> str: ...
    def claims(self, table: Any, *, columns: Sequence[str], threads: int) -> Stream: ...

class Stream:
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class Schema:
    def __init__(self) -> None: ...
    def __arrow_c_schema__(self) -> object: ...
