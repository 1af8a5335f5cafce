/** Takes a situation over into a later one: what crates/view/src/page/patch.rs tells. */
import type { Change, Claims, Situation } from './types';

/** A change that does not fit the situation at hand: everything must be loaded. */
export class Unfit extends Error {}

type Cut<T> = [number, number, T[]];

function cut<T>(old: T[], cuts: Cut<T>[]): T[] {
  if (cuts.length === 0) return old;
  const out: T[] = [];
  let from = 0;
  const keep = (to: number) => {
    for (; from < to; from += 1) out.push(old[from]!);
  };
  for (const [at, gone, rows] of cuts) {
    keep(at);
    for (const row of rows) out.push(row);
    from = at + gone;
  }
  if (from > old.length) throw new Unfit();
  keep(old.length);
  return out;
}

/** New number of each old row, -1 = gone; null if no number changes. */
function numbers(length: number, cuts: [number, number, unknown][], come: (cut: number) => number): Int32Array | null {
  if (cuts.length === 0) return null;
  const to = new Int32Array(length).fill(-1);
  let from = 0;
  let shift = 0;
  cuts.forEach(([at, gone], n) => {
    for (; from < at; from += 1) to[from] = from + shift;
    from = at + gone;
    shift += come(n) - gone;
  });
  for (; from < length; from += 1) to[from] = from + shift;
  return to;
}

const moved = (to: Int32Array | null, n: number): number => (to === null || n < 0 ? n : (to[n] ?? -1));

type Rows<T> = { cuts: Cut<T>[]; set: [number, T][] };

/** A list taken over, its old rows numbered anew by `renumber`, or left alone where that is null. */
function rows<T>(old: T[], change: Rows<T>, renumber: ((row: T) => T) | null): T[] {
  const out = cut(renumber === null ? old : old.map(renumber), change.cuts);
  if (change.set.length === 0) return out;
  const own = out === old ? [...out] : out;
  for (const [n, row] of change.set) own[n] = row;
  return own;
}

/** `s` as it is after the change; `s` itself stays as it is. */
export function patched(s: Situation, change: Change): Situation {
  if (change.from !== s.version) throw new Unfit();
  const by = <T>(list: T[], c: Rows<T>) => numbers(list.length, c.cuts, (n) => c.cuts[n]![2].length);
  const reports = by(s.reports, change.reports);
  const names = by(s.names, change.names);
  const places = by(s.places, change.places);
  const events = by(s.events, change.events);
  const claims = numbers(s.claims.id.length, change.claims.cuts, (n) => change.claims.cuts[n]![2]);
  const of = (n: number) => moved(claims, n);
  const onClaims = <T extends { claim: number }>(row: T): T => ({ ...row, claim: of(row.claim) });

  const columns: Record<string, unknown[]> = {};
  const old = s.claims as unknown as Record<string, unknown[]>;
  const come = change.claims.rows as unknown as Record<string, unknown[]>;
  const counts: Record<string, Int32Array | null> = { report: reports, speaker: names, place: places, event: events };
  for (const name of Object.keys(old)) {
    if (name === 'figures' || name === 'parties') continue;
    let next = 0;
    const cuts = change.claims.cuts.map(([at, gone, many]): Cut<unknown> => {
      next += many;
      return [at, gone, come[name]!.slice(next - many, next)];
    });
    const to = counts[name] ?? null;
    const column = to === null ? old[name]! : (old[name] as number[]).map((n) => moved(to, n));
    columns[name] = cut(column, cuts);
  }
  for (const [name, n, value] of change.claims.set) {
    if (columns[name] === old[name]) columns[name] = [...old[name]!];
    columns[name]![n] = value;
  }

  return {
    ...s,
    version: change.version,
    last_decision: change.last_decision,
    as_of: change.as_of,
    reports: rows(s.reports, change.reports, reports === null ? null : (r) =>
      r.copy_of === null ? r : { ...r, copy_of: moved(reports, r.copy_of) }),
    names: rows(s.names, change.names, null),
    places: rows(s.places, change.places, null),
    claims: {
      ...(columns as unknown as Claims),
      figures: rows(s.claims.figures, change.figures, claims === null ? null : onClaims),
      parties: rows(s.claims.parties, change.parties, claims === null && names === null ? null : (p) =>
        ({ ...p, claim: of(p.claim), name: moved(names, p.name) })),
    },
    events: rows(s.events, change.events, claims === null && places === null ? null : (e) =>
      ({ ...e, claims: e.claims.map(of), place: moved(places, e.place) })),
    series: rows(s.series, change.series, claims === null ? null : (h) => ({ ...h, points: h.points.map(onClaims) })),
    conflicts: rows(s.conflicts, change.conflicts, claims === null ? null : (c) => ({ ...c, a: of(c.a), b: of(c.b) })),
    rejected: rows(s.rejected, change.rejected, null),
    waiting: rows(s.waiting, change.waiting, claims === null ? null : onClaims),
  };
}
