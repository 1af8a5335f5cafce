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

/** Rows put in the order of a key that is at most `most`, by counting; rows of one key stay in the order they had. */
function byKey(rows: Int32Array, key: Int32Array, most: number): Int32Array {
  const next = new Int32Array(most + 2);
  for (let i = 0; i < key.length; i += 1) next[key[i]! + 1]! += 1;
  for (let k = 1; k < next.length; k += 1) next[k]! += next[k - 1]!;
  const out = new Int32Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at]!;
    const k = key[row]!;
    out[next[k]!] = row;
    next[k]! += 1;
  }
  return out;
}

/**
 * All claims in the order of a sort, what is newest first among equals; worked out once for each version. By counting,
 * which takes one pass over the claims where a comparison takes many.
 */
export function orderOf(s: Situation, days: Days, sort: Sort): Int32Array {
  const n = s.claims.id.length;
  const { first, span } = daysFrom(days.first);
  const all = new Int32Array(n);
  const newest = new Int32Array(n);
  for (let i = 0; i < n; i += 1) {
    all[i] = i;
    newest[i] = days.first[i] === NEVER ? span : first + span - 1 - days.first[i]!;
  }
  const order = byKey(all, newest, span);
  if (sort === 'new') return order;
  const [key, most] = keyOf(s, days, sort);
  return byKey(order, key, most);
}

/** What claims are sorted by before anything else, and the most it can be. */
function keyOf(s: Situation, days: Days, sort: Exclude<Sort, 'new'>): [Int32Array, number] {
  const n = s.claims.id.length;
  const key = new Int32Array(n);
  if (sort === 'waiting') {
    key.fill(s.waiting.length);
    s.waiting.forEach((w, rank) => (key[w.claim] = rank));
    return [key, s.waiting.length];
  }
  if (sort === 'old') {
    const { first, span } = daysFrom(days.first);
    for (let i = 0; i < n; i += 1) key[i] = days.first[i] === NEVER ? span : days.first[i]! - first;
    return [key, span];
  }
  if (sort === 'size') {
    const most = s.events.reduce((high, event) => Math.max(high, event.reports), 0);
    for (let i = 0; i < n; i += 1) key[i] = most - (s.events[s.claims.event[i]!]?.reports ?? 0);
    return [key, most];
  }
  const published = Int32Array.from(s.reports, (r) => r.published ?? NEVER);
  const { first, span } = daysFrom(published);
  for (let i = 0; i < n; i += 1) {
    const day = published[s.claims.report[i]!] ?? NEVER;
    key[i] = day === NEVER ? span : first + span - 1 - day;
  }
  return [key, span];
}

export function keysOf(s: Situation, columns: Columns | null, days: Days, grouping: Grouping): Keys {
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
  if (columns && grouping === 'place') return whole(columns.place.options.length, columns.place.of);
  if (columns && grouping === 'speaker') return whole(columns.by.options.length, columns.by.of);
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
