/** The view as a query of the filter language, so that export and brief hold what the page shows. */
import { isoOf } from './days';
import { FACETS, NONE, type FacetKey } from './facets';
import type { View } from './address';

export interface Translated {
  q: string;
  /** Filters that the language has no words for: an export then holds more than the page shows. */
  left: FacetKey[];
}

/** Words of a query that are meant as they stand. */
export function quote(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** What a value of a facet is in the language; null if it cannot be said. */
function term(key: FacetKey, value: string, scheme: View['scheme']): string | null {
  const none = value === NONE;
  switch (key) {
    case 'by':
      return none ? '-has:speaker' : `by:${quote(value)}`;
    case 'type':
      return !none ? `type:${quote(value)}` : scheme === 'plover' ? '-has:type' : null;
    case 'actor':
      return none ? '(has:type -has:actor)' : `actor:${quote(value)}`;
    case 'place':
      return none ? '-has:place' : `place:${quote(value)}`;
    case 'from':
      return none ? null : `from:${quote(value)}`;
    case 'figure':
      return `figure:${value}`;
    case 'stance':
    case 'certainty':
    case 'tier':
    case 'tie':
    case 'kind':
    case 'review':
      return none ? null : `${key}:${value}`;
    case 'precision':
      return none ? '-has:place' : `precision:${value}`;
    case 'lang':
      return none ? '-has:lang' : `lang:${quote(value)}`;
  }
}

export function toQuery(view: Pick<View, 'q' | 'wanted' | 'range' | 'figures' | 'scheme'>): Translated {
  const parts: string[] = [];
  const left: FacetKey[] = [];
  const typed = view.q.trim();
  if (typed !== '') parts.push(typed);
  for (const key of FACETS) {
    const values = view.wanted[key];
    if (!values?.length) continue;
    const terms = values.map((value) => term(key, value, view.scheme));
    // A part of the alternatives would hold too little, which is worse than too much.
    if (terms.includes(null)) left.push(key);
    else parts.push(terms.length === 1 ? terms[0]! : `(${terms.join(' or ')})`);
  }
  if (view.figures) parts.push('has:figure');
  if (view.range !== null) parts.push(`since:${isoOf(view.range[0])}`, `until:${isoOf(view.range[1])}`);
  const either = typed !== '' && parts.length > 1 && /(\bor\b|\bOR\b|\|)/.test(typed);
  if (either) parts[0] = `(${typed})`;
  return { q: parts.join(' '), left };
}
