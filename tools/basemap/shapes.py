"""Reads what the packages hold (ESRI shapefiles, dBASE tables, TopoJSON) and thins out lines. Standard library only."""
import struct


def shapefile(data):
    """A list of records, each a list of parts, each a list of (x, y); of poly-lines and polygons."""
    records, at = [], 100
    while at < len(data):
        words = struct.unpack(">i", data[at + 4 : at + 8])[0]
        body = data[at + 8 : at + 8 + 2 * words]
        at += 8 + 2 * words
        if struct.unpack("<i", body[:4])[0] not in (3, 5):
            records.append([])
            continue
        parts, count = struct.unpack("<ii", body[36:44])
        starts = struct.unpack(f"<{parts}i", body[44 : 44 + 4 * parts]) + (count,)
        flat = struct.unpack(f"<{2 * count}d", body[44 + 4 * parts : 44 + 4 * parts + 16 * count])
        points = list(zip(flat[::2], flat[1::2]))
        records.append([points[a:b] for a, b in zip(starts, starts[1:])])
    return records


def dbase(data):
    """The rows of a dBASE III table as dictionaries of stripped text."""
    rows = struct.unpack("<I", data[4:8])[0]
    header, width = struct.unpack("<HH", data[8:12])
    fields, at = [], 32
    while data[at] != 13:
        fields.append((data[at : at + 11].split(b"\0")[0].decode(), data[at + 16]))
        at += 32
    table = []
    for row in range(rows):
        at = header + row * width + 1
        values = {}
        for name, size in fields:
            values[name] = data[at : at + size].decode("utf-8", "replace").strip("\0 ")
            at += size
        table.append(values)
    return table


def topojson_lines(topology, layer):
    """The lines, and the rings of the polygons, of one layer of a quantised topology."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]

    def arc(number):
        x = y = 0
        points = []
        for dx, dy in topology["arcs"][number if number >= 0 else ~number]:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        return points if number >= 0 else points[::-1]

    lines = []
    for geometry in topology["objects"][layer]["geometries"]:
        arcs = geometry.get("arcs") or []
        match geometry["type"]:
            case "LineString":
                arcs = [arcs]
            case "MultiPolygon":
                arcs = [ring for polygon in arcs for ring in polygon]
        for part in arcs:
            line = []
            for number in part:
                line += arc(number)[1 if line else 0 :]
            lines.append(line)
    return lines


def thin(points, tolerance):
    """Douglas-Peucker: drops what lies within `tolerance` degrees of the line that is left."""
    if len(points) < 3:
        return points
    keep = [False] * len(points)
    keep[0] = keep[-1] = True
    todo = [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        (x1, y1), (x2, y2) = points[first], points[last]
        dx, dy = x2 - x1, y2 - y1
        length = dx * dx + dy * dy
        worst, where = -1.0, -1
        for i in range(first + 1, last):
            x, y = points[i][0] - x1, points[i][1] - y1
            along = max(0.0, min(1.0, (x * dx + y * dy) / length)) if length else 0.0
            away = (x - along * dx) ** 2 + (y - along * dy) ** 2
            if away > worst:
                worst, where = away, i
        if worst > tolerance * tolerance:
            keep[where] = True
            todo += [(first, where), (where, last)]
    return [p for p, k in zip(points, keep) if k]


def round_off(points, step=0.75):
    """Chaikin's corner cutting, once: takes the stairs out of coarsely quantised rivers."""
    out = [points[0]]
    for (x1, y1), (x2, y2) in zip(points, points[1:]):
        out.append((x1 * step + x2 * (1 - step), y1 * step + y2 * (1 - step)))
        out.append((x1 * (1 - step) + x2 * step, y1 * (1 - step) + y2 * step))
    out.append(points[-1])
    return out


def area(ring):
    """Signed, in square degrees."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:])) / 2


def join(lines):
    """Joins lines that end where exactly one other begins, so that dashes run on and thinning has more to work with."""
    ends = {}
    for n, line in enumerate(lines):
        for point in (line[0], line[-1]):
            ends.setdefault(point, []).append(n)
    used, out = set(), []
    for n, line in enumerate(lines):
        if n in used:
            continue
        used.add(n)
        line = list(line)
        for _ in (0, 1):
            while True:
                here = [m for m in ends[line[-1]] if m not in used]
                if len(ends[line[-1]]) != 2 or len(here) != 1:
                    break
                used.add(here[0])
                other = lines[here[0]]
                line += other[1:] if other[0] == line[-1] else other[-2::-1]
            line.reverse()
        out.append(line)
    return out
