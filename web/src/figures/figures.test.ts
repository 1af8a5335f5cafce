import { describe, expect, it } from 'vitest';
import { makeSituation } from '../fixtures/situation';
import { chartsOf, figureWords, stylesOf, type Point } from './histories';

const situation = makeSituation({ claims: 500, seed: 2 });
const everything = new Uint8Array(situation.claims.id.length).fill(1);
const point = (min: number | null, max: number | null): Point => ({ claim: 0, as_of: 1, min, max, of: '', words: '' });

describe('charts', () => {
  const charts = chartsOf(situation, everything, -1);

  it('has one for each measure and place, and never two measures in one', () => {
    const keys = new Set(situation.series.map((s) => `${s.measure} ${s.place}`));
    expect(charts.length).toBe(keys.size);
  });

  it('has a line for each speaker and keeps all figures', () => {
    for (const chart of charts) {
      const theirs = situation.series.filter(
        (s) => s.place === chart.place && situation.lists.measure[s.measure] === chart.measure,
      );
      expect(chart.lines.map((l) => l.speaker).sort()).toEqual(theirs.map((s) => s.speaker).sort());
      expect(chart.figures).toBe(theirs.reduce((n, s) => n + s.points.length, 0));
    }
  });

  it('draws days in order and keeps undated figures out of the line', () => {
    const some = structuredClone(situation);
    some.series[0]!.points[0]!.as_of = null;
    for (const chart of chartsOf(some, everything, -1)) {
      for (const line of chart.lines) {
        const days = line.points.map((p) => p.as_of!);
        expect(days).toEqual([...days].sort((a, b) => a - b));
      }
    }
    const undated = chartsOf(some, everything, -1).flatMap((c) => c.lines.flatMap((l) => l.undated));
    expect(undated.length).toBe(1);
  });

  it('leaves out what the filter leaves out', () => {
    expect(chartsOf(situation, new Uint8Array(situation.claims.id.length), -1)).toEqual([]);
  });

  it('puts the selected event first, then its place', () => {
    const last = charts.at(-1)!;
    const claim = last.lines[0]!.points[0]!.claim;
    const event = situation.claims.event[claim]!;
    const ranked = chartsOf(situation, everything, event);
    expect(ranked[0]!.rank).toBe(0);
    expect(ranked.findIndex((c) => c.key === last.key)).toBeLessThan(ranked.filter((c) => c.rank === 0).length);
    const ranks = ranked.map((c) => c.rank);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });
});

describe('styles', () => {
  it('tells two dozen speakers apart without colour and without shape', () => {
    const speakers = Array.from({ length: 24 }, (_, i) => `speaker ${i}`);
    const styles = [...stylesOf([null, ...speakers]).values()];
    const looks = new Set(styles.map((s) => `${s.dash.join()} ${s.marker} ${s.hue}`));
    expect(looks.size).toBe(styles.length);
    const firstSix = styles.slice(0, 7);
    expect(new Set(firstSix.map((s) => `${s.dash.join()} ${s.marker}`)).size).toBe(7);
  });
});

describe('figureWords', () => {
  it('keeps open ends open', () => {
    expect(figureWords(point(15, null))).toBe('at least 15');
    expect(figureWords(point(null, 40))).toBe('at most 40');
    expect(figureWords(point(2, 5))).toBe('2–5');
    expect(figureWords(point(76_000, 76_000))).toBe('76,000');
  });
});
