/** What the filter leaves of each place: events by group, apart for done and not done, and the reports behind them. */
import type { Situation } from '../api/types';
import { doneKinds, GROUPS, groupsOf, NO_GROUP } from './groups';

/** Two of each: done things, and things planned, demanded, denied or hypothetical. */
export const DONE = 0;
export const OPEN = 1;
export type Side = typeof DONE | typeof OPEN;

const WIDTH = GROUPS.length;

export interface Tally {
  /** Per place, side and group: number of events. `counts[(place * 2 + side) * WIDTH + group]`. */
  counts: Uint32Array;
  /** Per place: reports (copies told apart by the server's count of the event). */
  reports: Uint32Array;
  /** Per event: the number of its claims that are shown. */
  shown: Uint32Array;
  /** Events that no place can be drawn for: without place, and with a place nobody could locate. */
  placeless: number[];
  unresolved: number[];
}

export function tally(s: Situation, shown: Uint8Array): Tally {
  const { claims, events, places } = s;
  const perEvent = new Uint32Array(events.length);
  for (let i = 0; i < shown.length; i += 1) {
    const event = claims.event[i] ?? -1;
    if (shown[i] === 1 && event >= 0) perEvent[event]! += 1;
  }
  const groups = groupsOf(s.lists.plover);
  const done = doneKinds(s.lists.kind);
  const counts = new Uint32Array(places.length * 2 * WIDTH);
  const reports = new Uint32Array(places.length);
  const placeless: number[] = [];
  const unresolved: number[] = [];
  for (let e = 0; e < events.length; e += 1) {
    if (perEvent[e] === 0) continue;
    const event = events[e]!;
    const place = places[event.place];
    if (place === undefined) placeless.push(e);
    else if (place.lat === null || place.lon === null) unresolved.push(e);
    else {
      const side = sideOf(event.kind, done);
      counts[(event.place * 2 + side) * WIDTH + (groups[event.plover] ?? NO_GROUP)]! += 1;
      reports[event.place]! += event.reports;
    }
  }
  return { counts, reports, shown: perEvent, placeless, unresolved };
}

function sideOf(kind: number, done: Uint8Array): Side {
  return done[kind] === 0 ? OPEN : DONE;
}

/** Number of events at a place. */
export function eventsAt(t: Tally, place: number, side: Side): number {
  let sum = 0;
  const from = (place * 2 + side) * WIDTH;
  for (let g = 0; g < WIDTH; g += 1) sum += t.counts[from + g]!;
  return sum;
}

export function addGroups(t: Tally, place: number, side: Side, into: Uint32Array | number[]): void {
  const from = (place * 2 + side) * WIDTH;
  for (let g = 0; g < WIDTH; g += 1) into[g] = (into[g] ?? 0) + t.counts[from + g]!;
}

/** Events by place, for lists and for what a click picks up. Made once for each version. */
export function byPlace(s: Situation): number[][] {
  const out: number[][] = s.places.map(() => []);
  s.events.forEach((event, e) => out[event.place]?.push(e));
  return out;
}
