"""A report as HTML for a notebook: its text with claims, speakers, places and figures marked. Nothing of the report is
trusted: every character is escaped, and the result has no scripts, no links and loads nothing."""

from __future__ import annotations

from bisect import bisect_left
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .types import Claim, Report

MOST = 20_000
"""Characters of a report that are shown."""

STYLE = {
    "claim": "background:color-mix(in srgb, currentColor 9%, transparent);border-radius:2px",
    "cue": "border-bottom:2px dotted #b35c00",
    "speaker": "border-bottom:2px solid #0b6bcb",
    "place": "border-bottom:2px dashed #1a7f37",
    "figure": "font-weight:700",
}
"""One look for each layer: line style and weight as well as colour."""


def report_html(report: Report) -> str:
    """The report with its claims marked; the tooltip of a claim says who says it, where, when and how many."""
    shown = report.text[:MOST]
    cuts = {0, len(shown)}
    layers: list[tuple[int, int, str, str]] = []
    for claim in report.claims:
        layers.append((claim.start, claim.end, "claim", summary(claim)))
        layers += [(start, end, "cue", "") for start, end in claim.cue]
        if claim.speaker_span is not None:
            layers.append((*claim.speaker_span, "speaker", ""))
        layers += [(p.start, p.end, "place", p.precision) for p in claim.places if p.start is not None and p.end is not None]
        layers += [(q.start, q.end, "figure", q.measure) for q in claim.quantities if q.printed]
    for start, end, _, _ in layers:
        cuts.update((min(start, len(shown)), min(end, len(shown))))
    edges = sorted(cuts)
    covers: dict[int, list[tuple[str, str]]] = {edge: [] for edge in edges}
    for start, end, layer, words in layers:
        for edge in edges[bisect_left(edges, start) : bisect_left(edges, end)]:
            if (layer, words) not in covers[edge]:
                covers[edge].append((layer, words))
    runs = [_run(shown[a:b], covers[a]) for a, b in zip(edges, edges[1:], strict=False)]
    head = " · ".join(
        escape(part) for part in (report.publisher or report.id, report.published and report.published.isoformat()) if part
    )
    more = "" if len(report.text) <= MOST else f"<p>… {len(report.text) - MOST} more characters</p>"
    legend = " ".join(f'<span style="{style}">{layer}</span>' for layer, style in STYLE.items())
    return (
        f'<div><p style="opacity:.75">{head} · {len(report.claims)} claims · unverified public reporting · {legend}</p>'
        f'<div style="white-space:pre-wrap;line-height:1.7">{"".join(runs)}</div>{more}</div>'
    )


def summary(claim: Claim) -> str:
    """A claim in a line: "the mayor asserts · killed ≥ 15 · Kharkiv · 2024-04-30"."""
    parts = [f"{claim.speaker or 'the publisher'}: {claim.stance}, {claim.certainty}"]
    parts += [f"{q.measure} {interval(q.min, q.max)}" for q in claim.quantities]
    parts += [p.name for p in claim.places]
    days = [d.isoformat() for d in (claim.time.start, claim.time.end) if d is not None]
    if days:
        parts.append(" to ".join(dict.fromkeys(days)))
    return " · ".join(parts)


def interval(low: float | None, high: float | None) -> str:
    """Bounds as people write them."""
    if low == high:
        return "?" if low is None else f"{low:g}"
    if high is None:
        return f"≥ {low:g}"
    if low is None:
        return f"≤ {high:g}"
    return f"{low:g} to {high:g}"


def _run(text: str, layers: list[tuple[str, str]]) -> str:
    if not text:
        return ""
    style = ";".join(STYLE[layer] for layer in STYLE if any(layer == name for name, _ in layers))
    words = "\n".join(words for layer, words in layers if words)
    title = f' title="{escape(words)}"' if words else ""
    return f'<span style="{style}"{title}>{escape(text)}</span>' if layers else escape(text)
