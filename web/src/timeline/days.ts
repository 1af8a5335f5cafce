/** Days on a line: the axis of the timeline. */
import { dateOf, firstOf, sayDayOfYear, sayMonth } from '../state/days';

/** What the axis spans and where it lies: `lo` is the left edge of the first day, `hi` the right edge of the last. */
export interface Axis {
  lo: number;
  hi: number;
  left: number;
  width: number;
  /** Widths of the columns beside it, which hold what lies before and after; 0 where nothing does. */
  before: number;
  after: number;
  /** The first and the last day of all, drawn or not. */
  first: number;
  last: number;
}

export const xOf = (a: Axis, day: number) => a.left + ((day - a.lo) / (a.hi - a.lo)) * a.width;
export const dayAt = (a: Axis, x: number) => Math.floor(a.lo + ((x - a.left) / a.width) * (a.hi - a.lo));

/** The days under a place on the screen: one on the axis, all that lie before or after it in the columns beside. */
export function daysUnder(a: Axis, x: number): [number, number] {
  if (x < a.left && a.before > 0) return [a.first, Math.ceil(a.lo) - 1];
  if (x >= a.left + a.width && a.after > 0) return [Math.floor(a.hi), a.last];
  const day = dayAt(a, Math.max(a.left, Math.min(a.left + a.width - 1, x)));
  return [day, day];
}

/** Where some days lie, the columns beside the axis counted in. */
export function stretch(a: Axis, from: number, to: number): { x: number; w: number } {
  const right = a.left + a.width;
  const edge = (x: number) => Math.max(a.left, Math.min(right, x));
  const x1 = from < a.lo ? a.left - a.before : from >= a.hi ? right : edge(xOf(a, from));
  const x2 = to >= a.hi ? right + a.after : to < a.lo ? a.left : edge(xOf(a, to + 1));
  return { x: x1, w: Math.max(2, x2 - x1) };
}

export interface Tick {
  day: number;
  label: string;
  /** Begins a month or a year. */
  major: boolean;
}

const APART = 64;

/** Marks that people expect: days, Mondays, months, quarters or years, whichever leaves room for words. */
export function ticks(a: Axis): Tick[] {
  const pixels = a.width / (a.hi - a.lo);
  const out: Tick[] = [];
  if (pixels * 7 >= APART) {
    const step = pixels >= APART ? 1 : 7;
    // 1970-01-05 was a Monday.
    for (let d = Math.ceil((a.lo - 4) / step) * step + 4; d < a.hi; d += step) {
      if (d >= a.lo) out.push({ day: d, label: sayDayOfYear(d), major: dateOf(d).getUTCDate() <= step });
    }
    return out;
  }
  const months = [1, 3, 6, 12, 24, 60, 120].find((m) => m * 30.4 * pixels >= APART) ?? 240;
  const first = dateOf(a.lo);
  let at = first.getUTCFullYear() * 12 + first.getUTCMonth();
  at = Math.ceil(at / months) * months;
  for (; ; at += months) {
    const d = firstOf(at);
    if (d >= a.hi) return out;
    if (d < a.lo) continue;
    const label = months >= 12 ? String(Math.floor(at / 12)) : sayMonth(d);
    out.push({ day: d, label, major: at % 12 === 0 });
  }
}

/** How much of what there is must stand together to be what the axis is about. */
const BODY = 0.8;
/** A neighbour is drawn with the rest if the gap before it is no wider than a week or this share of them. */
const GAP = 0.25;

/**
 * What the axis spans: the shortest stretch that holds four fifths of the days, and what follows it without a wide
 * gap; a week at least. A war of 1992 that a report of today recalls does not press today into a line: it stands in
 * the column beside the axis.
 */
export function body(days: number[]): [number, number] | null {
  if (days.length === 0) return null;
  const sorted = Float64Array.from(days).sort();
  const n = sorted.length;
  const held = n < 4 ? n : Math.floor(n * BODY);
  const wide = (at: number) => sorted[at + held - 1]! - sorted[at]!;
  let first = 0;
  for (let at = 1; at + held <= n; at += 1) if (wide(at) < wide(first)) first = at;
  let last = first + held - 1;
  for (;;) {
    const near = Math.max(7, (sorted[last]! - sorted[first]!) * GAP);
    if (first > 0 && sorted[first]! - sorted[first - 1]! <= near) first -= 1;
    else if (last < n - 1 && sorted[last + 1]! - sorted[last]! <= near) last += 1;
    else break;
  }
  const lo = sorted[first]!;
  const hi = sorted[last]! + 1;
  const missing = Math.max(0, 7 - (hi - lo)) / 2;
  return [lo - Math.ceil(missing) - 1, hi + Math.ceil(missing) + 1];
}
