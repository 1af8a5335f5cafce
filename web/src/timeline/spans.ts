/** When events are told to have been, in typed arrays that are made once for a version. */
import type { Situation } from '../api/types';
import { sayType } from '../facets/values';
import { doneKinds, groupsOf, NO_GROUP } from '../map/groups';
import { NEVER } from '../state/filter';

export interface Row {
  /** Index into the list of types; -1 = no code. */
  type: number;
  label: string;
  group: number;
}

export interface Spans {
  /** NEVER where it is open or unknown. */
  first: Int32Array;
  last: Int32Array;
  /** Days by which an edge may be off: 0 is exact. */
  blurStart: Uint8Array;
  blurEnd: Uint8Array;
  /** Index into `rows`. */
  row: Int16Array;
  done: Uint8Array;
  rows: Row[];
}

/** How many days about: what a precision leaves open on either side, as far as it is worth drawing. */
const BLUR: Record<string, number> = { day: 0, week: 3, month: 12, year: 60 };

export function spansOf(s: Situation): Spans {
  const n = s.events.length;
  const types = new Set(s.events.map((e) => e.plover));
  const groups = groupsOf(s.lists.plover);
  const rows: Row[] = [...types]
    .map((type) => ({ type, label: sayType(s.lists.plover[type] ?? 'No code'), group: groups[type] ?? NO_GROUP }))
    .sort((a, b) => a.group - b.group || a.type - b.type);
  const rowOf = new Map(rows.map((row, at) => [row.type, at]));
  const done = doneKinds(s.lists.kind);
  const blur = s.lists.precision.map((p) => BLUR[p] ?? 3);
  const out: Spans = {
    first: new Int32Array(n).fill(NEVER), last: new Int32Array(n).fill(NEVER), blurStart: new Uint8Array(n),
    blurEnd: new Uint8Array(n), row: new Int16Array(n), done: new Uint8Array(n), rows,
  };
  const { claims } = s;
  s.events.forEach((event, e) => {
    out.first[e] = event.start ?? NEVER;
    out.last[e] = event.end ?? NEVER;
    out.row[e] = rowOf.get(event.plover)!;
    out.done[e] = done[event.kind] ?? 1;
    // An edge is as sharp as the sharpest claim that gives it.
    let start = 255;
    let end = 255;
    for (const c of event.claims) {
      const off = claims.dated[c] === 1 ? (blur[claims.precision[c]!] ?? 3) : 3;
      if (claims.start[c] === event.start && event.start !== null) start = Math.min(start, off);
      if (claims.end[c] === event.end && event.end !== null) end = Math.min(end, off);
    }
    out.blurStart[e] = start === 255 ? 3 : start;
    out.blurEnd[e] = end === 255 ? 3 : end;
  });
  return out;
}

/** First day that is known of an event, for counting it once. */
export const dayOf = (s: Spans, e: number) => (s.first[e] !== NEVER ? s.first[e]! : s.last[e]!);

export interface PerDay {
  lo: number;
  events: Uint32Array;
  reports: Uint32Array;
}

/** Events by the day they began, reports by the day they were published (copies of another one are not counted). */
export function perDay(s: Situation, spans: Spans, eventShown: Uint8Array, reportShown: Uint8Array): PerDay {
  let lo = Infinity;
  let hi = -Infinity;
  const take = (day: number) => {
    lo = Math.min(lo, day);
    hi = Math.max(hi, day);
  };
  for (let e = 0; e < eventShown.length; e += 1) {
    if (eventShown[e] === 1 && spans.done[e] === 1 && dayOf(spans, e) !== NEVER) take(dayOf(spans, e));
  }
  s.reports.forEach((r, at) => {
    if (reportShown[at] === 1 && r.published !== null && r.copy_of === null) take(r.published);
  });
  if (lo > hi) return { lo: 0, events: new Uint32Array(0), reports: new Uint32Array(0) };
  // A ledger may tell of the Middle Ages: what is drawn is kept to three centuries before the last day.
  lo = Math.max(lo, hi - 110_000);
  const out = { lo, events: new Uint32Array(hi - lo + 1), reports: new Uint32Array(hi - lo + 1) };
  for (let e = 0; e < eventShown.length; e += 1) {
    const day = dayOf(spans, e);
    if (eventShown[e] === 1 && spans.done[e] === 1 && day >= lo) out.events[day - lo]! += 1;
  }
  s.reports.forEach((r, at) => {
    if (reportShown[at] === 1 && r.published !== null && r.copy_of === null && r.published >= lo) {
      out.reports[r.published - lo]! += 1;
    }
  });
  return out;
}

/** Which events and reports have a claim that is shown. */
export function shownOf(s: Situation, shown: Uint8Array): { events: Uint8Array; reports: Uint8Array } {
  const events = new Uint8Array(s.events.length);
  const reports = new Uint8Array(s.reports.length);
  const { event, report } = s.claims;
  for (let i = 0; i < shown.length; i += 1) {
    if (shown[i] === 0) continue;
    if (event[i]! >= 0) events[event[i]!] = 1;
    reports[report[i]!] = 1;
  }
  return { events, reports };
}
