/** Makes the rows of a situation that came by column: what crates/view/src/page/packed.rs wrote. */
import type { Event, Packed, Series, Situation } from './types';

export function unpacked(p: Packed): Situation {
  const { words, figures: f, parties, waiting: w, conflicts: k } = p;
  const said = (n: number): string => words[n] ?? '';
  const saidOrNull = (n: number): string | null => (n < 0 ? null : said(n));
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
      figures: f.claim.map((claim, i) => ({
        claim, measure: f.measure[i]!, min: f.min[i]!, max: f.max[i]!, of: said(f.of[i]!), part: f.part[i] === 1,
      })),
      parties: parties.claim.map((claim, i) => ({
        claim, role: parties.recipient[i] === 1 ? 'recipient' : 'actor', name: parties.name[i]!,
      })),
    },
    events: eventsOf(p, said),
    series: seriesOf(p, said, saidOrNull),
    conflicts: k.kind.map((kind, i) => ({
      kind, measure: k.measure[i]!, a: k.a[i]!, b: k.b[i]!, because: k.because[i]!.map(said),
    })),
    rejected: p.rejected,
    waiting: w.claim.map((claim, i) => ({ claim, why: said(w.why[i]!) })),
  };
}

function eventsOf(p: Packed, said: (n: number) => string): Event[] {
  const e = p.events;
  const events: Event[] = e.id.map((id, i) => ({
    id,
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
  }));
  p.claims.event.forEach((event, claim) => events[event]?.claims.push(claim));
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
