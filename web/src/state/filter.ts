/**
 * The filter over all claims: typed arrays in plain loops, because it runs at every stroke of a brush over a hundred
 * thousand claims.
 */
import type { Claims } from '../api/types';
import { FACETS, type Column, type Columns, type FacetKey } from './facets';

/** Days, both ends counted in. */
export type Range = [number, number];

export interface Filter {
  /** Wanted values by facet; a claim needs one of each facet that wants any. */
  wanted: Partial<Record<FacetKey, string[]>>;
  range: Range | null;
  /** Only claims that print a figure. */
  figures: boolean;
}

export interface Filtered {
  /** 1 for each claim that passes everything. */
  shown: Uint8Array;
  total: number;
  /** For each facet and option: claims that have it and pass all other filters. */
  counts: Record<FacetKey, Int32Array>;
}

const RANGE = 1 << 29;
const TEXT = 1 << 30;
const FIGURES = 1 << 28;

function failOne(fails: Uint32Array, column: Column, wanted: Uint8Array, bit: number): void {
  const n = fails.length;
  if (column.many === null) {
    const of = column.of;
    for (let i = 0; i < n; i += 1) if (wanted[of[i]!] === 0) fails[i]! |= bit;
    return;
  }
  const { start, list } = column.many;
  for (let i = 0; i < n; i += 1) {
    let found = 0;
    for (let j = start[i]!; j < start[i + 1]!; j += 1) found |= wanted[list[j]!]!;
    if (found === 0) fails[i]! |= bit;
  }
}

/** First and last day of each claim as numbers that compare; NEVER where there is none. */
export interface Days {
  first: Int32Array;
  last: Int32Array;
}

export const NEVER = -0x8000_0000;

/**
 * As the filter language reads them (docs/query.md): a claim that its report does not date has only the day of
 * publication as its last day, and begins there.
 */
export function daysOf(claims: Claims): Days {
  const n = claims.id.length;
  const first = new Int32Array(n);
  const last = new Int32Array(n);
  for (let i = 0; i < n; i += 1) {
    const start = claims.start[i] ?? null;
    const end = claims.end[i] ?? null;
    first[i] = start ?? end ?? NEVER;
    last[i] = end ?? (start === null ? NEVER : 0x7fff_ffff);
  }
  return { first, last };
}

function failRange(fails: Uint32Array, days: Days, [from, to]: Range): void {
  const { first, last } = days;
  for (let i = 0; i < fails.length; i += 1) {
    if (first[i] === NEVER || first[i]! > to || last[i]! < from) fails[i]! |= RANGE;
  }
}

/** Adds a claim to the count of each of its options. */
function countOne(column: Column, claim: number, out: Int32Array): void {
  if (column.many === null) {
    out[column.of[claim]!]! += 1;
    return;
  }
  const { start, list } = column.many;
  const first = start[claim]!;
  const end = start[claim + 1]!;
  for (let j = first; j < end; j += 1) {
    // A claim with two figures of one measure counts once.
    let again = false;
    for (let k = first; k < j; k += 1) again ||= list[k] === list[j];
    if (!again) out[list[j]!]! += 1;
  }
}

/** Adds claims to the count of each of their options. */
function count(column: Column, claims: Int32Array, out: Int32Array): void {
  const n = claims.length;
  if (column.many === null) {
    const of = column.of;
    for (let at = 0; at < n; at += 1) out[of[claims[at]!]!]! += 1;
  } else for (let at = 0; at < n; at += 1) countOne(column, claims[at]!, out);
}

/** Without columns nothing of a facet can be wanted, and nothing is counted. */
export function filterClaims(columns: Columns | null, days: Days, filter: Filter, text: Uint8Array | null): Filtered {
  const n = days.first.length;
  const fails = new Uint32Array(n);
  FACETS.forEach((key, at) => {
    const names = filter.wanted[key];
    if (!names?.length) return;
    if (columns === null) throw new Error(`${key} is wanted before its column is made`);
    const column = columns[key];
    const wanted = new Uint8Array(column.options.length);
    for (const name of names) {
      const option = column.options.indexOf(name);
      if (option >= 0) wanted[option] = 1;
    }
    failOne(fails, column, wanted, 1 << at);
  });
  if (filter.range !== null) failRange(fails, days, filter.range);
  if (filter.figures && columns !== null) {
    const { start } = columns.figure.many!;
    for (let i = 0; i < n; i += 1) if (start[i] === start[i + 1]) fails[i]! |= FIGURES;
  }
  if (text !== null) for (let i = 0; i < n; i += 1) if (text[i] === 0) fails[i]! |= TEXT;

  const shown = new Uint8Array(n);
  const passing = new Int32Array(n);
  const counts = {} as Record<FacetKey, Int32Array>;
  for (const key of FACETS) counts[key] = new Int32Array(columns?.[key].options.length ?? 0);
  let total = 0;
  for (let i = 0; i < n; i += 1) {
    const failed = fails[i]!;
    if (failed === 0) {
      shown[i] = 1;
      passing[total] = i;
      total += 1;
    } else if (columns !== null && (failed & (failed - 1)) === 0) {
      // It fails one facet only, which counts it all the same.
      const key = FACETS[31 - Math.clz32(failed)];
      if (key !== undefined) countOne(columns[key], i, counts[key]);
    }
  }
  const shownList = passing.subarray(0, total);
  if (columns !== null) for (const key of FACETS) count(columns[key], shownList, counts[key]);
  return { shown, total, counts };
}

/** A mask of the claims in a list. */
export function maskOf(length: number, claims: number[]): Uint8Array {
  const out = new Uint8Array(length);
  for (const claim of claims) out[claim] = 1;
  return out;
}
