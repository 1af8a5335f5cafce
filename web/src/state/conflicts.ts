/** What each of two claims that were set against each other is to the other. */
import type { Conflict, Situation } from '../api/types';

/** What the second claim is, where the kind says what the first one does to it. */
const PASSIVE: Record<string, string> = { denies: 'denied', overstates: 'overstated', later_figure: 'earlier_figure' };

/** What a claim is in a conflict: a claim that another one denies does not itself deny. */
export function roleOf(s: Situation, conflict: Conflict, claim: number): string {
  const kind = s.lists.conflict[conflict.kind] ?? '';
  return claim === conflict.b ? (PASSIVE[kind] ?? kind) : kind;
}

/** Every claim that stands against another, with what it is to it; agreement is no conflict. */
export function conflictsOf(s: Situation): Map<number, string[]> {
  const out = new Map<number, string[]>();
  for (const conflict of s.conflicts) {
    if (s.lists.conflict[conflict.kind] === 'compatible') continue;
    for (const claim of [conflict.a, conflict.b]) {
      const role = roleOf(s, conflict, claim);
      const roles = out.get(claim) ?? [];
      if (!roles.includes(role)) out.set(claim, [...roles, role]);
    }
  }
  return out;
}

/** What a claim is to another one, by a kind that the server names; the kind itself if they are not set against each other. */
export function roleTo(s: Situation, claim: number, other: number, kind: string): string {
  const between = s.conflicts.find((c) =>
    s.lists.conflict[c.kind] === kind && ((c.a === claim && c.b === other) || (c.b === claim && c.a === other)));
  return between ? roleOf(s, between, claim) : kind;
}
