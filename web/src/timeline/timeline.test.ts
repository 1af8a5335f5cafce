import { describe, expect, it } from 'vitest';
import { makeSituation } from '../fixtures/situation';
import { sayDays } from '../state/days';
import { NEVER } from '../state/filter';
import { body, dayAt, daysUnder, stretch, ticks, xOf, type Axis } from './days';
import { dayOf, perDay, shownOf, spansOf } from './spans';

const situation = makeSituation({ claims: 2_000, seed: 5 });
const spans = spansOf(situation);
const everything = shownOf(situation, new Uint8Array(situation.claims.id.length).fill(1));
const total = (list: Uint32Array) => list.reduce((a, b) => a + b, 0);

describe('scale', () => {
  const axis: Axis = {
    lo: 19_940, hi: 19_970, left: 130, width: 600, before: 40, after: 0, first: 8_000, last: 19_968,
  };

  it('goes there and back', () => {
    for (const day of [19_940, 19_951, 19_969]) expect(dayAt(axis, xOf(axis, day) + 1)).toBe(day);
  });

  it('marks Mondays by the week, firsts by the month and the year', () => {
    const dayOfWeek = (d: number) => new Date(d * 86_400_000).getUTCDay();
    const weeks = ticks(axis);
    expect(weeks.length).toBeGreaterThan(3);
    expect(weeks.every((t) => dayOfWeek(t.day) === 1)).toBe(true);
    const months = ticks({ ...axis, hi: axis.lo + 300 });
    expect(months.every((t) => new Date(t.day * 86_400_000).getUTCDate() === 1)).toBe(true);
    const years = ticks({ ...axis, hi: axis.lo + 5000 });
    expect(years.every((t) => /^\d{4}$/.test(t.label))).toBe(true);
    for (const list of [weeks, months, years]) expect(list.length).toBeLessThan(14);
  });

  it('is not stretched by what happened long ago', () => {
    const now = Array.from({ length: 300 }, (_, i) => 19_940 + (i % 30));
    for (const few of [1, 40]) {
      const [lo, hi] = body([...Array.from({ length: few }, (_, i) => 8_000 + i * 3), ...now])!;
      expect(lo).toBe(19_939);
      expect(hi).toBe(19_971);
    }
    expect(body([5])![1] - body([5])![0]).toBeGreaterThanOrEqual(7);
    expect(body([])).toBeNull();
  });

  it('is of everything where nothing stands apart', () => {
    expect(body(Array.from({ length: 400 }, (_, i) => i))).toEqual([-1, 401]);
    expect(body([100, 160, 400])).toEqual([99, 402]);
  });

  it('takes what lies before it from the column beside it', () => {
    expect(daysUnder(axis, 100)).toEqual([8_000, 19_939]);
    expect(daysUnder(axis, 131)).toEqual([19_940, 19_940]);
    expect(daysUnder(axis, 5000)).toEqual([19_969, 19_969]);
    expect(stretch(axis, 8_000, 19_939)).toEqual({ x: 90, w: 40 });
    expect(stretch(axis, 19_940, 19_969)).toEqual({ x: 130, w: 600 });
    expect(stretch(axis, 8_000, 19_954)).toEqual({ x: 90, w: 340 });
  });

  it('says days as people do', () => {
    expect(sayDays(19_941, 19_941)).toBe('6 August 2024');
    expect(sayDays(19_941, 19_945)).toBe('6 Aug – 10 Aug 2024');
    expect(sayDays(19_941, 20_200)).toBe('6 Aug 2024 – 22 Apr 2025');
  });
});

describe('spans', () => {
  it('gives every event a row, grouped by kind of thing', () => {
    expect(spans.rows.length).toBe(new Set(situation.events.map((e) => e.plover)).size);
    const groups = spans.rows.map((r) => r.group);
    expect(groups).toEqual([...groups].sort((a, b) => a - b));
  });

  it('is sharp only where a claim that dates it itself says so', () => {
    situation.events.forEach((event, e) => {
      if (spans.blurStart[e] !== 0) return;
      const sharp = event.claims.some((c) => situation.claims.dated[c] === 1 && situation.claims.precision[c] === 0
        && situation.claims.start[c] === event.start);
      expect(sharp).toBe(true);
    });
    expect(spans.blurStart.some((b) => b > 0)).toBe(true);
  });
});

describe('perDay', () => {
  it('counts each dated event that was done once, and each report once', () => {
    const counts = perDay(situation, spans, everything.events, everything.reports);
    const dated = situation.events.filter((_, e) => spans.done[e] === 1 && dayOf(spans, e) !== NEVER).length;
    expect(total(counts.events)).toBe(dated);
    expect(total(counts.reports)).toBe(situation.reports.filter((r) => r.claims > 0 && r.copy_of === null).length);
  });

  it('counts copies of a report as none', () => {
    const copied = structuredClone(situation);
    const told = copied.reports.findIndex((r) => r.claims > 0);
    copied.reports[told]!.copy_of = told + 1;
    const before = perDay(situation, spans, everything.events, everything.reports);
    const after = perDay(copied, spans, everything.events, everything.reports);
    expect(total(after.reports)).toBe(total(before.reports) - 1);
  });

  it('is empty where nothing is shown', () => {
    const none = shownOf(situation, new Uint8Array(situation.claims.id.length));
    expect(perDay(situation, spans, none.events, none.reports).events.length).toBe(0);
  });
});
