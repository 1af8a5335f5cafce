/** Values of facets as people read them. */
import { NONE, type FacetKey } from '../state/facets';
import { t } from '../strings';

const LANGUAGES = new Intl.DisplayNames('en', { type: 'language' });

function language(code: string): string {
  try {
    return LANGUAGES.of(code) ?? code;
  } catch {
    return code;
  }
}

export function sayValue(facet: FacetKey, value: string): string {
  if (value === NONE) return facet === 'by' ? t.ownVoice : facet === 'actor' ? t.unknown : (t.facets.values[NONE] ?? value);
  if (facet === 'by' && value === 'unnamed') return t.unnamed;
  if (facet === 'by' || facet === 'actor' || facet === 'from' || facet === 'place') return value;
  if (facet === 'lang') return language(value);
  if (facet === 'type') return sayType(value);
  return t.facets.values[value] ?? value.replaceAll('_', ' ');
}

/** PLOVER writes its types in capitals; ACLED's are words already. */
export function sayType(type: string): string {
  return type === type.toUpperCase() ? type.charAt(0) + type.slice(1).toLowerCase() : type;
}
