/** What the base map says of land that two states claim: nothing. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Point = [number, number];
interface Feature {
  properties: { kind?: string; name?: string; other?: string };
  geometry: { type: string; coordinates: unknown };
}

const features = (name: string) =>
  (JSON.parse(readFileSync(`src/map/base/${name}.json`, 'utf8')) as { features: Feature[] }).features;

const CRIMEA: Point = [34.1, 45.1];
const inCrimea = ([x, y]: Point) => x > 32.4 && x < 37 && y > 44.2 && y < 46.3;

function rings({ geometry }: Feature): Point[][] {
  const all = geometry.coordinates as unknown;
  if (geometry.type === 'LineString') return [all as Point[]];
  if (geometry.type === 'Polygon') return [(all as Point[][])[0]!];
  return geometry.type === 'MultiPolygon' ? (all as Point[][][]).map((p) => p[0]!) : (all as Point[][]);
}

function contains(ring: Point[], [x, y]: Point): boolean {
  let within = false;
  ring.forEach(([x1, y1], i) => {
    const [x0, y0] = ring[(i || ring.length) - 1]!;
    if (y1 > y !== y0 > y && x < ((x0 - x1) * (y - y1)) / (y0 - y1) + x1) within = !within;
  });
  return within;
}

test('Crimea is drawn as disputed, over land that is nobody\'s', () => {
  const land = features('land').filter((f) => rings(f).some((ring) => contains(ring, CRIMEA)));
  expect(land.map((f) => f.properties.kind)).toEqual([undefined, 'disputed']);
  // No land has the name or colour of a state.
  for (const f of features('land')) expect(Object.keys(f.properties).filter((key) => key !== 'kind')).toEqual([]);
});

test('no settled border goes through or around it; the lines that do are disputed, which are dashed', () => {
  const there = features('borders').filter((f) => rings(f).some((line) => line.some(inCrimea)));
  expect(there.length).toBeGreaterThan(0);
  for (const f of there) expect(f.properties.kind).toBe('disputed');
  expect(readFileSync('src/map/base/style.ts', 'utf8')).toMatch(/id: 'borders-disputed'[^}]*\}?[^}]*line-dasharray/s);
});

test('a disputed land has the names that both sides use', () => {
  const crimea = features('names').find((f) => f.properties.name === 'Crimea')!;
  expect(crimea.properties).toMatchObject({ kind: 'disputed', other: expect.stringContaining('Крим / Крым') as string });
});
