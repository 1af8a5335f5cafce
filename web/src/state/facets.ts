/** What claims can be filtered by, and the columns that say which claim has which value. */
import type { Situation } from '../api/types';
import { atOnce, type Work } from './slices';

/** In the order in which the page shows them. The keys are the names in the address. */
export const FACETS = [
  'by',
  'actor',
  'type',
  'kind',
  'stance',
  'certainty',
  'figure',
  'review',
  'place',
  'precision',
  'from',
  'lang',
  'tier',
  'tie',
] as const;
export type FacetKey = (typeof FACETS)[number];

/** By which coding scheme `type` counts. */
export const SCHEMES = ['plover', 'acled'] as const;
export type Scheme = (typeof SCHEMES)[number];

export const REVIEW = ['unreviewed', 'accepted', 'edited'] as const;

/** The value of a claim that has none: the publisher's own voice, no type, no place, ... */
export const NONE = '-';

/** One facet over all claims. A claim has the values `of[i]`, or `list[start[i]..start[i + 1]]` if it may have many. */
export interface Column {
  options: string[];
  of: Int32Array;
  many: { start: Int32Array; list: Int32Array } | null;
}

class Options {
  readonly names: string[] = [];
  readonly #index = new Map<string, number>();

  at(name: string): number {
    const known = this.#index.get(name);
    if (known !== undefined) return known;
    this.#index.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}

/** A column whose values are looked up in a table by the number the server gives; -1 is NONE. */
function looked(numbers: ArrayLike<number>, nameOf: (value: number) => string | null): Column {
  const options = new Options();
  // By number + 1: the numbers are indices of short tables, so that an array is faster than a map.
  const seen: number[] = [];
  const of = new Int32Array(numbers.length);
  for (let i = 0; i < numbers.length; i += 1) {
    const value = numbers[i] as number;
    of[i] = seen[value + 1] ??= options.at((value < 0 ? null : nameOf(value)) ?? NONE);
  }
  return { options: options.names, of, many: null };
}

function figureColumn(s: Situation): Column {
  const n = s.claims.id.length;
  const start = new Int32Array(n + 1);
  for (const figure of s.claims.figures) start[figure.claim + 1]! += 1;
  for (let i = 0; i < n; i += 1) start[i + 1]! += start[i]!;
  const next = start.slice();
  const list = new Int32Array(s.claims.figures.length);
  for (const figure of s.claims.figures) {
    list[next[figure.claim]!] = figure.measure;
    next[figure.claim]! += 1;
  }
  return { options: s.lists.measure, of: new Int32Array(0), many: { start, list } };
}

/** Who acts; what is coded as an act and names nobody who does it says so. */
function actorColumn(s: Situation): Column {
  const { plover, parties } = s.claims;
  const n = plover.length;
  const options = new Options();
  const nobody = options.at(NONE);
  const acts = parties.filter((party) => party.role === 'actor');
  const start = new Int32Array(n + 1);
  for (const { claim } of acts) start[claim + 1]! += 1;
  for (let i = 0; i < n; i += 1) if (start[i + 1] === 0 && plover[i]! >= 0) start[i + 1] = 1;
  for (let i = 0; i < n; i += 1) start[i + 1]! += start[i]!;
  const list = new Int32Array(start[n]!).fill(nobody);
  const next = start.slice();
  for (const { claim, name } of acts) {
    list[next[claim]!] = options.at(s.names[name] ?? NONE);
    next[claim]! += 1;
  }
  return { options: options.names, of: new Int32Array(0), many: { start, list } };
}

/** Whether a claim tells of an act and names nobody who does it. */
export function isUnnamed(columns: Columns, n: number): boolean {
  const { options, many } = columns.actor;
  return many !== null && many.start[n]! < many.start[n + 1]! && options[many.list[many.start[n]!]!] === NONE;
}

function placeName(s: Situation, place: number): string {
  return s.places[place]?.name ?? NONE;
}

/** All columns of a situation; made once for each version. */
export type Columns = Record<FacetKey, Column>;

type Maker = (s: Situation, scheme: Scheme) => Column;

const ofReport = (name: (r: Situation['reports'][number]) => string | null): Maker => (s) =>
  looked(s.claims.report, (r) => (s.reports[r] ? name(s.reports[r]) : null));

const MAKERS: Record<FacetKey, Maker> = {
  by: (s) => looked(s.claims.speaker, (v) => s.names[v] ?? null),
  actor: actorColumn,
  type: (s, scheme) => scheme === 'plover' ? looked(s.claims.plover, (v) => s.lists.plover[v] ?? null)
    : looked(s.claims.acled_sub, (v) => s.lists.acled_sub[v] ?? null),
  kind: (s) => looked(s.claims.kind, (v) => s.lists.kind[v] ?? null),
  stance: (s) => looked(s.claims.stance, (v) => s.lists.stance[v] ?? null),
  certainty: (s) => looked(s.claims.certainty, (v) => s.lists.certainty[v] ?? null),
  figure: figureColumn,
  review: (s) => looked(s.claims.review, (v) => REVIEW[v] ?? null),
  place: (s) => looked(s.claims.place, (v) => placeName(s, v)),
  precision: (s) => looked(s.claims.place, (v) => s.places[v]?.precision ?? null),
  from: ofReport((r) => r.publisher ?? r.id),
  lang: ofReport((r) => r.lang),
  tier: (s) => looked(s.claims.tier, (v) => s.lists.tier[v] ?? null),
  tie: (s) => looked(s.claims.tie, (v) => s.lists.tie[v] ?? null),
};

/** One after the other, so that others get their turn in between. */
export function* makeColumns(s: Situation, scheme: Scheme): Work<Columns> {
  const made: Partial<Columns> = {};
  for (const key of FACETS) {
    made[key] = MAKERS[key](s, scheme);
    yield;
  }
  return made as Columns;
}

export const columnsOf = (s: Situation, scheme: Scheme): Columns => atOnce(makeColumns(s, scheme));
