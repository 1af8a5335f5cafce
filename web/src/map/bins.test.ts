import { describe, expect, it } from 'vitest';
import type { Place } from '../api/types';
import { makeSituation } from '../fixtures/situation';
import { bin, CELL, circle, finestZoom, isVast, kmToPixels, mercatorX, mercatorY, overlaps, within } from './bins';
import { DONE, eventsAt, OPEN, tally } from './tally';

const situation = makeSituation({ claims: 6_000, seed: 3 });
const everything = new Uint8Array(situation.claims.id.length).fill(1);
const all = tally(situation, everything);

const sum = (list: { done: number; open: number }[]) => list.reduce((n, b) => n + b.done + b.open, 0);

describe('bin', () => {
  it('counts each located event once at every zoom, in a mark, an area or a country', () => {
    const located = situation.events.filter((e) => situation.places[e.place]?.lat != null).length;
    for (const zoom of [1, 3, 5, 7, 9, 10]) {
      const { bins, areas, vast } = bin(situation.places, all, zoom);
      expect(sum(bins) + sum(areas) + sum(vast)).toBe(located);
    }
    expect(located + all.placeless.length + all.unresolved.length).toBe(situation.events.length);
  });

  it('keeps marks apart and puts each on one of its own places', () => {
    for (const zoom of [2, 5, 8]) {
      const { bins } = bin(situation.places, all, zoom);
      const scale = 512 * 2 ** zoom;
      const at = bins.map((b) => [mercatorX(b.lon) * scale, mercatorY(b.lat) * scale] as const);
      let nearest = Infinity;
      for (let i = 0; i < at.length; i += 1) {
        for (let k = 0; k < i; k += 1) {
          nearest = Math.min(nearest, Math.hypot(at[i]![0] - at[k]![0], at[i]![1] - at[k]![1]));
        }
      }
      expect(nearest).toBeGreaterThan(CELL);
      for (const b of bins) {
        const head = situation.places[b.places[0]!]!;
        expect([head.lat, head.lon]).toEqual([b.lat, b.lon]);
      }
    }
  });

  it('never puts a mark on a country, nor in a region that is wider than a mark', () => {
    for (const zoom of [1, 4, 8]) {
      for (const b of bin(situation.places, all, zoom).bins) {
        for (const p of b.places) {
          const place = situation.places[p]!;
          expect(isVast(place)).toBe(false);
          if (place.precision !== 'settlement') {
            expect(kmToPixels(place.radius_km, place.lat!, zoom)).toBeLessThanOrEqual(CELL / 2);
          }
        }
      }
    }
  });

  it('leaves nothing of what the filter leaves out', () => {
    const none = tally(situation, new Uint8Array(situation.claims.id.length));
    expect(bin(situation.places, none, 5)).toEqual({ bins: [], areas: [], vast: [] });
  });

  it('does not depend on what is in view', () => {
    const world = bin(situation.places, all, 6);
    const box = { west: 30, south: 45, east: 40, north: 52 };
    for (const b of within(world, situation.places, box).bins) expect(world.bins).toContain(b);
  });
});

describe('tally', () => {
  it('keeps what was not done out of the count of what was', () => {
    const done = situation.events.filter((e) => e.kind === 0 && situation.places[e.place]?.lat != null).length;
    let [counted, open] = [0, 0];
    situation.places.forEach((_, p) => {
      counted += eventsAt(all, p, DONE);
      open += eventsAt(all, p, OPEN);
    });
    expect(counted).toBe(done);
    expect(open).toBeGreaterThan(0);
  });

  it('shows an event as long as one of its claims is shown', () => {
    const event = situation.events.findIndex((e) => e.claims.length > 2 && situation.places[e.place]?.lat != null);
    const one = new Uint8Array(situation.claims.id.length);
    one[situation.events[event]!.claims[1]!] = 1;
    const t = tally(situation, one);
    expect(t.shown[event]).toBe(1);
    expect(sum(bin(situation.places, t, 10).bins) + sum(bin(situation.places, t, 10).areas)
      + sum(bin(situation.places, t, 10).vast)).toBe(1);
  });
});

describe('ground', () => {
  it('measures pixels as the map does', () => {
    expect(kmToPixels(40_075.017, 0, 0)).toBeCloseTo(512);
    expect(kmToPixels(10, 60, 8)).toBeCloseTo(2 * kmToPixels(10, 0, 8), 5);
  });

  it('sees over the date line', () => {
    const box = { west: 170, south: -30, east: 190, north: 0 };
    expect(overlaps(-18, 178, 0, box)).toBe(true);
    expect(overlaps(-18, -175, 0, box)).toBe(true);
    expect(overlaps(-18, 160, 0, box)).toBe(false);
    expect(overlaps(-18, 165, 600, box)).toBe(true);
  });

  it('draws circles of the right size', () => {
    const ring = circle(60, 20, 111.32);
    expect(ring[0]![1]).toBeCloseTo(61, 2);
    expect(ring[0]).toEqual(ring.at(-1));
    expect(Math.max(...ring.map(([x]) => x)) - 20).toBeCloseTo(2, 1);
  });

  it('allows no zoom that the places do not bear', () => {
    const place = (radius_km: number): Place =>
      ({ name: '', lat: 1, lon: 1, radius_km, precision: 'settlement', near: false, country: '', division: '' });
    expect(finestZoom([place(200)])).toBeLessThanOrEqual(10);
    expect(finestZoom([place(4)])).toBeGreaterThanOrEqual(finestZoom([place(5)]));
    expect(finestZoom([place(0.01)])).toBe(10);
    expect(finestZoom([])).toBeGreaterThanOrEqual(7);
  });
});
