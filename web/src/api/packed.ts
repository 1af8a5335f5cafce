/** Makes the rows of a situation that came by column: what crates/view/src/page/packed.rs wrote. */
import type { Work } from '../state/slices';
import type { Event, Packed, Series, Situation } from './types';

/** Rows that are made before others get their turn. */
const STEP = 4096;

export function* unpacked(p: Packed): Work<Situation> {
  const { words, figures: f, parties, waiting: w, conflicts: k } = p;
  const said = (n: number): string => words[n] ?? '';
  const saidOrNull = (n: number): string | null => (n < 0 ? null : said(n));
  const figures: Situation['claims']['figures'] = [];
  for (let i = 0; i < f.claim.length; i += 1) {
    figures.push({
      claim: f.claim[i]!, measure: f.measure[i]!, min: f.min[i]!, max: f.max[i]!, of: said(f.of[i]!), part: f.part[i] === 1,
    });
    if (i % STEP === 0) yield;
  }
  const named: Situation['claims']['parties'] = [];
  for (let i = 0; i < parties.claim.length; i += 1) {
    const role = parties.recipient[i] === 1 ? 'recipient' : 'actor';
    named.push({ claim: parties.claim[i]!, role, name: parties.name[i]! });
    if (i % STEP === 0) yield;
  }
  const events = yield* eventsOf(p, said);
  const series = seriesOf(p, said, saidOrNull);
  yield;
  return {
    version: p.version,
    name: p.name,
    banner: p.banner,
    last_decision: p.last_decision,
    as_of: p.as_of,
    reports: p.reports,
    names: p.names,
    places: p.places,
    lists: p.lists,
    claims: {
      ...p.claims,
      figures,
      parties: named,
    },
    events,
    series,
    conflicts: k.kind.map((kind, i) => ({
      kind, measure: k.measure[i]!, a: k.a[i]!, b: k.b[i]!, because: k.because[i]!.map(said),
    })),
    rejected: p.rejected,
    waiting: w.claim.map((claim, i) => ({ claim, why: said(w.why[i]!) })),
  };
}

function* eventsOf(p: Packed, said: (n: number) => string): Work<Event[]> {
  const e = p.events;
  const events: Event[] = [];
  for (let i = 0; i < e.id.length; i += 1) {
    events.push({
      id: e.id[i]!,
      title: said(e.title[i]!),
      claims: [],
      reports: e.reports[i]!,
      voices: e.voices[i]!,
      plover: e.plover[i]!,
      place: e.place[i]!,
      start: e.start[i]!,
      end: e.end[i]!,
      kind: e.kind[i]!,
      grade: e.corroboration[i]! < 0 ? null
        : { corroboration: e.corroboration[i]!, credibility: e.credibility[i]!, because: [] },
    });
    if (i % STEP === 0) yield;
  }
  for (let claim = 0; claim < p.claims.event.length; claim += 1) {
    events[p.claims.event[claim]!]?.claims.push(claim);
    if (claim % STEP === 0) yield;
  }
  for (const [event, because] of e.because) {
    const grade = events[event]?.grade;
    if (grade) grade.because = because.map(said);
  }
  return events;
}

function seriesOf(p: Packed, said: (n: number) => string, saidOrNull: (n: number) => string | null): Series[] {
  const { series: s, points: q } = p;
  let from = 0;
  return s.measure.map((measure, i) => {
    const to = from + s.points[i]!;
    const points: Series['points'] = [];
    for (; from < to; from += 1) {
      points.push({
        claim: q.claim[from]!, as_of: q.as_of[from]!, min: q.min[from]!, max: q.max[from]!, of: said(q.of[from]!),
        words: said(q.words[from]!),
      });
    }
    return { measure, place: saidOrNull(s.place[i]!), speaker: saidOrNull(s.speaker[i]!), daily: s.daily[i] === 1, points };
  });
}
