/** What the characters of a report are, as marks laid over each other. */
import type { Block, Run } from '../api/types';

/** Beside the claim itself, in the order in which they lie over each other. */
export const LAYERS = ['source', 'cue', 'event', 'place', 'time', 'figure'] as const;
export type Layer = (typeof LAYERS)[number];

/** Layers of a run that belong to a claim, each once. */
export function layersOf(run: Run, claim: number): Layer[] {
  return LAYERS.filter((layer) => run.marks.some((mark) => mark.layer === layer && mark.claim === claim));
}

/** Runs that are shown in one way: the selected claim, another one to go to, a covered one, or plain text. */
export interface Stretch {
  kind: 'mine' | 'other' | 'covered' | 'plain';
  claim: number;
  runs: Run[];
}

function kindOf(run: Run, selected: number, covered: (claim: number) => boolean): Pick<Stretch, 'kind' | 'claim'> {
  const claims = run.marks.filter((mark) => mark.layer === 'claim').map((mark) => mark.claim);
  const hidden = claims.find(covered);
  if (hidden !== undefined) return { kind: 'covered', claim: hidden };
  if (claims.includes(selected)) return { kind: 'mine', claim: selected };
  const other = claims[0];
  return other === undefined ? { kind: 'plain', claim: -1 } : { kind: 'other', claim: other };
}

/** A block as few stretches: one for each claim in it, however many marks cut it up. */
export function stretchesOf(block: Block, selected: number, covered: (claim: number) => boolean): Stretch[] {
  const out: Stretch[] = [];
  for (const run of block.runs) {
    const { kind, claim } = kindOf(run, selected, covered);
    const last = out.at(-1);
    if (last?.kind === kind && last.claim === claim) last.runs.push(run);
    else out.push({ kind, claim, runs: [run] });
  }
  return out;
}

export function textOf(stretch: Stretch): string {
  return stretch.runs.map((run) => run.text).join('');
}
