/** The whole view as an address and back: what is not in here is not shared by sending a link. */
import { dayOf, isoOf } from './days';
import { FACETS, SCHEMES, type FacetKey, type Scheme } from './facets';
import type { Filter } from './filter';
import { GROUPINGS, SORTS, type Grouping, type Sort } from './rows';

export interface View extends Filter {
  /** Id of the selected claim; it outlives a new version of the situation, an index would not. */
  id: string | null;
  /** Id of the selected event, where no claim of it is selected. */
  event: string | null;
  /** In the filter language, asked of the server. */
  q: string;
  group: Grouping;
  sort: Sort;
  scheme: Scheme;
  map: { lat: number; lng: number; zoom: number } | null;
}

export const START: View = {
  id: null,
  event: null,
  wanted: {},
  range: null,
  figures: false,
  q: '',
  group: 'event',
  sort: 'waiting',
  scheme: 'plover',
  map: null,
};

function oneOf<T extends string>(list: readonly T[], value: string | null, other: T): T {
  return list.find((item) => item === value) ?? other;
}

function number(p: URLSearchParams, name: string, low: number, high: number): number | null {
  const value = Number.parseFloat(p.get(name) ?? '');
  return value >= low && value <= high ? value : null;
}

/** Reads any address; what makes no sense in it is left out. */
export function parseAddress(search: string): View {
  const p = new URLSearchParams(search);
  const wanted: Partial<Record<FacetKey, string[]>> = {};
  for (const key of FACETS) {
    const values = [...new Set(p.getAll(key))].filter((v) => v !== '');
    if (values.length > 0) wanted[key] = values;
  }
  const [from, to] = (p.get('range') ?? '').split('..').map((text) => dayOf(text));
  const range = from != null && to != null && from <= to ? ([from, to] as [number, number]) : null;
  const lat = number(p, 'lat', -90, 90);
  const lng = number(p, 'lng', -180, 180);
  const zoom = number(p, 'zoom', 0, 24);
  return {
    id: p.get('id') || null,
    event: p.get('event') || null,
    wanted,
    range,
    figures: p.get('figures') === '1',
    q: p.get('q') ?? '',
    group: oneOf(GROUPINGS, p.get('group'), START.group),
    sort: oneOf(SORTS, p.get('sort'), START.sort),
    scheme: oneOf(SCHEMES, p.get('scheme'), START.scheme),
    map: lat !== null && lng !== null && zoom !== null ? { lat, lng, zoom } : null,
  };
}

/** The shortest address that reads back as this view: "" for the first one. */
export function formatAddress(view: View): string {
  const p = new URLSearchParams();
  if (view.id !== null) p.set('id', view.id);
  else if (view.event !== null) p.set('event', view.event);
  if (view.q !== '') p.set('q', view.q);
  for (const key of FACETS) for (const value of view.wanted[key] ?? []) p.append(key, value);
  if (view.figures) p.set('figures', '1');
  if (view.range !== null) p.set('range', `${isoOf(view.range[0])}..${isoOf(view.range[1])}`);
  if (view.group !== START.group) p.set('group', view.group);
  if (view.sort !== START.sort) p.set('sort', view.sort);
  if (view.scheme !== START.scheme) p.set('scheme', view.scheme);
  if (view.map !== null) {
    p.set('lat', view.map.lat.toFixed(4));
    p.set('lng', view.map.lng.toFixed(4));
    p.set('zoom', view.map.zoom.toFixed(2));
  }
  const text = p.toString();
  return text === '' ? '' : `?${text}`;
}
