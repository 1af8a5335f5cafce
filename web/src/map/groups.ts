/**
 * Sixteen types of events are too many to tell apart by colour: five groups and "no code", each with its own hue and
 * its own shape. The hues are Okabe and Ito's, which people with any of the common colour-blindnesses tell apart.
 */
export type Shape = 'triangle' | 'diamond' | 'square' | 'circle' | 'cross' | 'bar';

export interface Group {
  key: string;
  label: string;
  shape: Shape;
  light: string;
  dark: string;
  types: readonly string[];
}

export const GROUPS: readonly Group[] = [
  { key: 'assault', label: 'Violence', shape: 'triangle', light: '#c14a00', dark: '#ff8a4c', types: ['ASSAULT'] },
  {
    key: 'coerce', label: 'Coercion, threats, forces moved', shape: 'diamond', light: '#a3487a', dark: '#e58fbc',
    types: ['COERCE', 'THREATEN', 'MOBILIZE', 'SANCTION'],
  },
  {
    key: 'protest', label: 'Protest and refusal', shape: 'square', light: '#8a6d00', dark: '#e8c547',
    types: ['PROTEST', 'REJECT'],
  },
  {
    key: 'talk', label: 'Demands, accusations, talks', shape: 'circle', light: '#0067a5', dark: '#6cb6f0',
    types: ['REQUEST', 'ACCUSE', 'CONSULT', 'INVESTIGATE'],
  },
  {
    key: 'aid', label: 'Aid, agreement, retreat', shape: 'cross', light: '#00775a', dark: '#3ecfa5',
    types: ['AGREE', 'SUPPORT', 'CONCEDE', 'COOPERATE', 'AID', 'RETREAT', 'YIELD'],
  },
  { key: 'none', label: 'Other, no code', shape: 'bar', light: '#5d6267', dark: '#a9afb5', types: [] },
];

export const NO_GROUP = GROUPS.length - 1;

/** The group of each entry of the list of types. */
export function groupsOf(types: readonly string[]): Uint8Array {
  return Uint8Array.from(types, (type) => {
    const at = GROUPS.findIndex((g) => g.types.includes(type.toUpperCase()));
    return at < 0 ? NO_GROUP : at;
  });
}

/** The kind of what is said to have happened; all others (denied, announced, open, background) enter no number. */
export function doneKinds(kinds: readonly string[]): Uint8Array {
  return Uint8Array.from(kinds, (kind) => (kind === 'happened' ? 1 : 0));
}
