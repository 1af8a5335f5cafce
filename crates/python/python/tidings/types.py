"""What a report holds, as plain values. The fields are those of docs/claims.md; days are dates, bounds are numbers,
``None`` is unknown or an open end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .html import report_html

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the way a claim came: who had it from whom."""

    who: str
    role: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class Plover:
    """PLOVER code."""

    type: str | None
    mode: list[str]
    context: list[str]
    aux: list[str]


@dataclass(frozen=True, slots=True)
class Acled:
    """ACLED event and sub-event type; ``None`` where ACLED would make no row."""

    event_type: str | None
    sub_event_type: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a claim. Never read the point without ``radius_km``: the place lies within."""

    start: int | None
    end: int | None
    name: str
    lat: float | None
    lon: float | None
    radius_km: float | None
    country: str | None
    iso3166_2: str | None
    precision: str
    acled_precision: int | None
    ucdp_precision: int | None
    role: str


@dataclass(frozen=True, slots=True)
class Time:
    """First and last day, inclusive."""

    start: date | None
    end: date | None
    basis: str
    precision: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as an interval, with what it counts."""

    measure: str
    min: float | None
    max: float | None
    of: str
    start: int
    end: int
    part: bool
    printed: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """Who says what happened, on what evidence, where, when, how many."""

    start: int
    end: int
    text: str
    speaker: str | None
    speaker_span: Span | None
    chain: list[Link]
    evidence: list[str]
    attribution: str
    cue: list[Span]
    direct_quote: bool
    stance: str
    certainty: str
    polarity: str
    tier: str
    plover: Plover
    acled: Acled
    actors: list[str]
    recipients: list[str]
    places: list[Place]
    time: Time
    quantities: list[Quantity]
    repeats: int | None

    @classmethod
    def of(cls, found: dict[str, Any]) -> Claim:
        """From the JSON of a claim."""
        time = found["time"]
        return cls(
            **{
                **found,
                "speaker_span": _span(found["speaker_span"]),
                "chain": [Link(link["who"], link["role"], _span(link["span"])) for link in found["chain"]],
                "cue": [(start, end) for start, end in found["cue"]],
                "plover": Plover(**found["plover"]),
                "acled": Acled(**found["acled"]),
                "places": [Place(**place) for place in found["places"]],
                "time": Time(_day(time["start"]), _day(time["end"]), time["basis"], time["precision"]),
                "quantities": [Quantity(**quantity) for quantity in found["quantities"]],
            }
        )


@dataclass(frozen=True, slots=True)
class Report:
    """A report with its claims. In a notebook it shows itself with the claims marked."""

    id: str
    text: str = field(repr=False)
    title: str | None
    publisher: str | None
    published: date | None
    lang: str | None
    notes: list[str]
    claims: list[Claim] = field(repr=False)

    @classmethod
    def of(cls, found: dict[str, Any]) -> Report:
        """From the JSON of a report."""
        claims = [Claim.of(claim) for claim in found["claims"]]
        return cls(**{**found, "published": _day(found["published"]), "claims": claims})

    def _repr_html_(self) -> str:
        return report_html(self)


def _span(found: list[int] | None) -> Span | None:
    return None if found is None else (found[0], found[1])


def _day(found: str | None) -> date | None:
    return None if found is None else date.fromisoformat(found)
