/** How a claim looks: by what is told of it, so that nothing planned or denied passes for done. */
import type { Situation } from '../api/types';

export const LOOKS = [
  'reported',
  'denied',
  'negated',
  'planned',
  'expected',
  'demanded',
  'hypothetical',
  'open',
  'background',
  'repeated',
  'heading',
  'withdrawn',
] as const;
export type Look = (typeof LOOKS)[number];

const BY_KIND: Record<string, Look> = {
  denied: 'denied',
  open: 'open',
  background: 'background',
  repeat: 'repeated',
  heading: 'heading',
  withdrawn: 'withdrawn',
};

export function lookOf(s: Situation, n: number): Look {
  const c = s.claims;
  const kind = s.lists.kind[c.kind[n]!] ?? '';
  if (kind === 'announced') {
    if (s.lists.certainty[c.certainty[n]!] === 'hypothetical') return 'hypothetical';
    const stance = s.lists.stance[c.stance[n]!];
    return stance === 'demand' ? 'demanded' : stance === 'predict' ? 'expected' : 'planned';
  }
  const known = BY_KIND[kind];
  if (known) return known;
  return c.negated[n] === 1 ? 'negated' : 'reported';
}

/** Of an event: by the kind of most of its claims. */
export function lookOfEvent(s: Situation, event: number): Look {
  const e = s.events[event];
  const kind = s.lists.kind[e?.kind ?? -1] ?? '';
  if (kind === 'announced') {
    const first = e?.claims.find((n) => s.claims.kind[n] === e.kind);
    return first === undefined ? 'planned' : lookOf(s, first);
  }
  return BY_KIND[kind] ?? 'reported';
}

/** A figure of a claim whose graphic detail is covered: the number without the words of what it counts. */
export const bareFigure = (figure: string) => figure.replace(/ \(.*\)/, '');

/** The claim that stands for an event where the event is pointed at: the first that is shown. */
export function firstShown(s: Situation, event: number, shown: Uint8Array): number {
  const claims = s.events[event]?.claims ?? [];
  return claims.find((n) => shown[n] === 1) ?? claims[0] ?? -1;
}
