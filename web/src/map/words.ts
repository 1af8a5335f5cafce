/** What the map says. */
import type { Event, Place, Situation } from '../api/types';
import { sayNumber, t } from '../strings';

export const said = {
  region: 'Map of events',
  inView: 'Events in view',
  legend: 'Legend',
  more: (n: number) => `and ${sayNumber(n)} more: zoom in or filter`,
  credit: 'Base map: Natural Earth (public domain), GeoNames (CC BY 4.0). Borders show no position on whose land it is.',
  broken: 'The map cannot be drawn here: this browser gives it no WebGL. The list of events still works.',
};

export function placeWords(p: Place): string {
  const near = p.near ? 'near ' : '';
  switch (p.precision) {
    case 'country':
      return `${p.name} (somewhere in the country)`;
    case 'settlement':
    case 'point':
      return `${near}${p.name}`;
    default:
      return `${near}${p.name} (${p.precision === 'area' ? 'area' : p.precision}, within ${Math.round(p.radius_km)} km)`;
  }
}

export function countWords(done: number, open: number, reports: number): string {
  const parts = [t.counts.events(done)];
  if (open > 0) parts.push(`${sayNumber(open)} announced, denied or background`);
  return `${parts.join(', ')} · ${t.counts.reports(reports)}`;
}

export function eventWords(s: Situation, event: Event): string {
  const place = s.places[event.place];
  const kind = s.lists.kind[event.kind];
  const type = s.lists.plover[event.plover];
  return [type?.toLowerCase(), kind, place && placeWords(place), t.counts.reports(event.reports)].filter(Boolean).join(' · ');
}
