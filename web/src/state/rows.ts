/**
 * The list of claims as rows: heads of groups and claims, in order. A row is a number, so that a hundred thousand of
 * them are one typed array: n >= 0 is a claim, ~g < 0 the head of group g.
 */
import type { Situation } from '../api/types';
import type { Columns } from './facets';
import { NEVER, type Days } from './filter';

export const GROUPINGS = ['event', 'place', 'speaker', 'day', 'none'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export const SORTS = ['waiting', 'new', 'old', 'published', 'size'] as const;
export type Sort = (typeof SORTS)[number];

/** Which group each claim is in: worked out once for each version and grouping, so that the rest is plain loops. */
export interface Keys {
  /** Group of each claim, from 0. */
  of: Int32Array;
  /** Of each group the event, the option of the facet, the day; 0 where nothing is grouped. */
  keys: Int32Array;
  /** Of each claim its event, and the report its words count for: its own, or the first that ran them. */
  event: Int32Array;
  voice: Int32Array;
}

/** Groups that have a claim to show, in order; one entry of each array a group. */
export interface Groups {
  length: number;
  key: Int32Array;
  claims: Int32Array;
  /** Events and reports among its claims; copies of one text are one report. */
  events: Int32Array;
  reports: Int32Array;
}

export interface Rows {
  rows: Int32Array;
  groups: Groups;
  /** Of all groups together. */
  events: number;
  reports: number;
}

/** Days from the first on, so that they fit beside each other in one number. */
function daysFrom(days: Int32Array): { first: number; span: number } {
  let first = Infinity;
  let last = -Infinity;
  for (const day of days) {
    if (day === NEVER) continue;
    first = Math.min(first, day);
    last = Math.max(last, day);
  }
  return first <= last ? { first, span: last - first + 1 } : { first: 0, span: 1 };
}

/**
 * All claims in the order of a sort; worked out once for each version. What is sorted by, what follows it and the
 * number of the claim are packed into one number each: numbers are sorted ten times as fast as by a comparison.
 */
export function orderOf(s: Situation, days: Days, sort: Sort): Int32Array {
  const n = s.claims.id.length;
  const { first, span } = daysFrom(days.first);
  const newest = (i: number) => (days.first[i] === NEVER ? span : first + span - 1 - days.first[i]!);
  const oldest = (i: number) => (days.first[i] === NEVER ? span : days.first[i]! - first);
  const published = Int32Array.from(s.reports, (r) => r.published ?? NEVER);
  const prints = daysFrom(published);
  const most = s.events.reduce((high, event) => Math.max(high, event.reports), 0);
  const waiting = new Map(s.waiting.map((w, rank) => [w.claim, rank]));
  const rank = (i: number): number => {
    if (sort === 'waiting') return waiting.get(i) ?? s.waiting.length;
    if (sort === 'new') return newest(i);
    if (sort === 'old') return oldest(i);
    if (sort === 'size') return most - (s.events[s.claims.event[i]!]?.reports ?? 0);
    const day = published[s.claims.report[i]!] ?? NEVER;
    return day === NEVER ? prints.span : prints.first + prints.span - 1 - day;
  };
  const packed = new Float64Array(n);
  for (let i = 0; i < n; i += 1) packed[i] = (rank(i) * (span + 1) + newest(i)) * n + i;
  packed.sort();
  return Int32Array.from(packed, (value) => value % n);
}

export function keysOf(s: Situation, columns: Columns, days: Days, grouping: Grouping): Keys {
  const n = s.claims.id.length;
  const event = new Int32Array(s.claims.event);
  const voices = s.reports.map((r, i) => r.copy_of ?? i);
  const voice = new Int32Array(n);
  for (let i = 0; i < n; i += 1) voice[i] = voices[s.claims.report[i]!]!;
  const whole = (length: number, of: Int32Array) => {
    const keys = new Int32Array(length);
    for (let key = 0; key < length; key += 1) keys[key] = key;
    return { of, keys, event, voice };
  };
  if (grouping === 'event') return whole(s.events.length, event);
  if (grouping === 'place') return whole(columns.place.options.length, columns.place.of);
  if (grouping === 'speaker') return whole(columns.by.options.length, columns.by.of);
  if (grouping === 'none') return whole(1, new Int32Array(n));
  const numbers = new Map<number, number>();
  const of = new Int32Array(n);
  for (let i = 0; i < n; i += 1) {
    const day = days.first[i]!;
    const known = numbers.get(day) ?? numbers.size;
    numbers.set(day, known);
    of[i] = known;
  }
  return { of, keys: Int32Array.from(numbers.keys()), event, voice };
}

/** Counts what is distinct in each group and in all of them, over claims that lie group by group. */
function distinct(claims: Int32Array, group: Int32Array, of: Int32Array, size: number, into: Int32Array): number {
  const last = new Int32Array(size).fill(-1);
  let all = 0;
  for (let at = 0; at < claims.length; at += 1) {
    const value = of[claims[at]!]!;
    const g = group[at]!;
    if (value < 0 || last[value] === g) continue;
    if (last[value] === -1) all += 1;
    last[value] = g;
    into[g]! += 1;
  }
  return all;
}

export function rowsOf(
  s: Situation,
  { of, keys, event, voice }: Keys,
  order: Int32Array,
  shown: Uint8Array,
  grouping: Grouping,
  closed: ReadonlySet<number>,
): Rows {
  // Groups are numbered by their first claim in the order.
  const number = new Int32Array(keys.length).fill(-1);
  const key = new Int32Array(keys.length);
  const count = new Int32Array(keys.length);
  let length = 0;
  let total = 0;
  for (let at = 0; at < order.length; at += 1) {
    const claim = order[at]!;
    if (shown[claim] === 0) continue;
    const group = of[claim]!;
    if (number[group] === -1) {
      key[length] = keys[group]!;
      number[group] = length;
      length += 1;
    }
    count[number[group]!]! += 1;
    total += 1;
  }

  // Sorted by group by counting, which keeps the order inside each.
  const next = new Int32Array(length);
  for (let g = 1; g < length; g += 1) next[g] = next[g - 1]! + count[g - 1]!;
  const claims = new Int32Array(total);
  const groupOf = new Int32Array(total);
  for (let at = 0; at < order.length; at += 1) {
    const claim = order[at]!;
    if (shown[claim] === 0) continue;
    const g = number[of[claim]!]!;
    const put = next[g]!;
    claims[put] = claim;
    groupOf[put] = g;
    next[g] = put + 1;
  }

  const groups: Groups = {
    length,
    key: key.subarray(0, length),
    claims: count.subarray(0, length),
    events: new Int32Array(length),
    reports: new Int32Array(length),
  };
  const events = distinct(claims, groupOf, event, s.events.length, groups.events);
  const reports = distinct(claims, groupOf, voice, s.reports.length, groups.reports);
  if (grouping === 'none') return { rows: claims, groups, events, reports };

  const rows = new Int32Array(total + length);
  let end = 0;
  let from = 0;
  for (let g = 0; g < length; g += 1) {
    rows[end] = ~g;
    end += 1;
    if (closed.size === 0 || !closed.has(key[g]!)) {
      rows.set(claims.subarray(from, from + count[g]!), end);
      end += count[g]!;
    }
    from += count[g]!;
  }
  return { rows: rows.subarray(0, end), groups, events, reports };
}
