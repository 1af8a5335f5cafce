"""What the base map of the page promises: tools/basemap, and the files it has made."""
import json
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "basemap")]

from disputed import AREAS  # noqa: E402
from divisions import names_of_today, plain  # noqa: E402
from shapes import area, join, thin, topojson_lines  # noqa: E402

BASE = HERE.parent / "web/src/map/base"


def features(name):
    return json.loads((BASE / f"{name}.json").read_text(encoding="utf-8"))["features"]


class Shapes(unittest.TestCase):
    def test_thinning_keeps_ends_and_corners(self):
        line = [(0, 0), (1, 0.001), (2, 0), (2, 1), (2.001, 2), (2, 3)]
        self.assertEqual(thin(line, 0.01), [(0, 0), (2, 0), (2, 3)])
        self.assertEqual(thin(line, 0), line)

    def test_joining_runs_through_twos_and_stops_at_threes(self):
        joined = join([[(0, 0), (1, 0)], [(2, 0), (1, 0)], [(2, 0), (3, 0)], [(2, 0), (2, 1)]])
        self.assertEqual(sorted(map(len, joined)), [2, 2, 3])
        self.assertEqual(sum(len(line) - 1 for line in joined), 4)

    def test_arcs_are_put_together(self):
        topology = {
            "transform": {"scale": [1, 1], "translate": [10, 20]},
            "arcs": [[[0, 0], [1, 0]], [[2, 1], [-1, -1]]],
            "objects": {"x": {"geometries": [{"type": "LineString", "arcs": [0, -2]}]}},
        }
        self.assertEqual(topojson_lines(topology, "x"), [[(10, 20), (11, 20), (12, 21)]])

    def test_names_meet_without_their_kind(self):
        self.assertEqual(plain("L'viv"), plain("Lviv Oblast"))
        known = names_of_today("Lvivska oblast\tUA-46\tUA.15\t1\tRegion\tLviv Oblast|Lviv\t1\t\t230\n"
                               "One\tUA-1\tUA.1\t1\tRegion\tSame\t1\t\t230\nTwo\tUA-2\tUA.2\t2\tRegion\tSame\t1\t\t230\n")
        self.assertEqual(known["UA", plain("L'viv")], "Lviv Oblast")
        self.assertIsNone(known["UA", "same"])


class BaseMap(unittest.TestCase):
    def dashed(self, west, south, east, north):
        return [f for f in features("borders") if f["properties"]["kind"] == "disputed"
                and any(west <= x <= east and south <= y <= north for x, y in f["geometry"]["coordinates"])]

    def solid(self, west, south, east, north):
        return [f for f in features("borders") if f["properties"]["kind"] == "border"
                and any(west <= x <= east and south <= y <= north for x, y in f["geometry"]["coordinates"])]

    def test_crimea_is_neither_sides_settled_land(self):
        tinted = [f for f in features("land") if f["properties"].get("kind") == "disputed"]
        self.assertEqual(len(tinted), 1)
        self.assertGreater(abs(area([tuple(p) for p in tinted[0]["geometry"]["coordinates"][0]])), 2)
        for strait_or_isthmus in ((33.5, 45.6, 35.1, 46.3), (36.4, 44.8, 36.8, 45.7)):
            self.assertTrue(self.dashed(*strait_or_isthmus))
            self.assertFalse(self.solid(*strait_or_isthmus))

    def test_contested_borders_are_dashed_and_others_are_not(self):
        for place in ((34.9, 31.3, 35.6, 32.6), (34.2, 31.2, 34.6, 31.6), (74, 32.8, 77, 35), (20.2, 42.4, 21.6, 43.2),
                      (-12.9, 27.6, -8.7, 27.8), (126.6, 37.6, 128.4, 38.7), (32.6, 34.9, 34.1, 35.3)):
            self.assertTrue(self.dashed(*place), place)
        for place in ((6.5, 47.5, 8.3, 49), (23.5, 50.5, 24.2, 52), (-1.8, 42.4, 2, 43.4)):
            self.assertFalse(self.dashed(*place), place)
            self.assertTrue(self.solid(*place), place)

    def test_disputed_areas_carry_the_names_in_use(self):
        named = {f["properties"]["name"]: f["properties"].get("other") for f in features("names")
                 if f["properties"]["kind"] == "disputed"}
        self.assertEqual(named, {name: other or None for _, _, _, name, other in AREAS})
        countries = {f["properties"]["name"] for f in features("names") if f["properties"]["kind"] == "country"}
        self.assertIn("Palestine", countries)
        self.assertFalse(countries & set(named))

    def test_it_stays_small(self):
        import gzip
        packed = sum(len(gzip.compress(file.read_bytes(), 9)) for file in BASE.glob("*.json"))
        self.assertLess(packed, 1_500_000)


if __name__ == "__main__":
    unittest.main()
