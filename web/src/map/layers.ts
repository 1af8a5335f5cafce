/** The page's own layers over the base map, and the features that fill them. */
import type { FeatureCollection, Feature, Geometry } from 'geojson';
import type { StyleSpecification } from 'maplibre-gl';
import type { Theme } from '../state/theme.svelte';
import { baseStyle, COLOURS } from './base/style';
import { circle, type Area, type Bin, type Binned } from './bins';
import { colour, iconOf, radiusOf, type Icon } from './icons';

const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] };
const SOURCES = ['areas', 'marks', 'picked'] as const;
export type OwnSource = (typeof SOURCES)[number];

export const MARKS = 'marks';
export const AREA_LAYERS = ['areas-label', 'areas-line'];

export function mapStyle(theme: Theme): StyleSpecification {
  const style = baseStyle(theme);
  const c = COLOURS[theme];
  for (const id of SOURCES) style.sources[id] = { type: 'geojson', data: EMPTY };
  const accent = theme === 'light' ? '#111' : '#fff';
  // Areas lie under the names of places, marks over them.
  const firstName = style.layers.findIndex((layer) => layer.type === 'symbol');
  style.layers.splice(firstName, 0,
    {
      id: 'areas-fill', type: 'fill', source: 'areas', filter: ['!', ['get', 'near']],
      paint: { 'fill-color': ['get', 'color'], 'fill-opacity': ['case', ['get', 'hollow'], 0.02, 0.07] },
    },
    {
      id: 'areas-line', type: 'line', source: 'areas',
      paint: { 'line-color': ['get', 'color'], 'line-width': 1.7, 'line-opacity': 0.9, 'line-dasharray': [4, 2.6] },
    });
  style.layers.push(
    {
      id: 'picked-area', type: 'line', source: 'picked', filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'line-color': accent, 'line-width': 3 },
    },
    {
      id: 'areas-label', type: 'symbol', source: 'areas',
      layout: {
        'symbol-placement': 'point', 'text-field': ['get', 'label'], 'text-size': 11.5, 'text-font': ['sans-serif'],
        'text-max-width': 12, 'text-padding': 1, 'text-radial-offset': 0.2, 'symbol-sort-key': ['-', ['get', 'events']],
        'text-variable-anchor': ['bottom', 'bottom-right', 'bottom-left', 'top', 'right', 'left'],
      },
      filter: ['==', ['geometry-type'], 'Point'],
      paint: { 'text-color': ['get', 'color'], 'text-halo-color': c.halo, 'text-halo-width': 2 },
    },
    {
      id: MARKS, type: 'symbol', source: 'marks',
      layout: {
        // Nothing hides a mark; names of towns give way to it.
        'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'icon-padding': 0,
        'text-field': ['case', ['==', ['get', 'events'], 1], '', ['get', 'number']],
        'text-size': 13, 'text-font': ['sans-serif'], 'text-allow-overlap': true, 'text-ignore-placement': true,
        'symbol-sort-key': ['get', 'events'],
      },
      paint: { 'text-color': c.ink },
    },
    {
      id: 'marks-reports', type: 'symbol', source: 'marks', filter: ['>', ['get', 'events'], 1],
      layout: {
        'text-field': ['get', 'below'], 'text-size': 10, 'text-font': ['sans-serif'], 'text-anchor': 'top',
        'text-offset': ['get', 'under'], 'text-allow-overlap': true,
      },
      paint: { 'text-color': c.ink, 'text-halo-color': c.halo, 'text-halo-width': 1.8 },
    },
    {
      id: 'marks-open', type: 'symbol', source: 'marks', filter: ['all', ['>', ['get', 'open'], 0], ['>', ['get', 'done'], 0]],
      layout: {
        'text-field': ['concat', '+', ['to-string', ['get', 'open']]], 'text-size': 10, 'text-font': ['sans-serif'],
        'text-anchor': 'bottom-left', 'text-offset': ['get', 'aside'], 'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': c.quiet, 'text-halo-color': c.halo, 'text-halo-width': 1.6 },
    },
    {
      id: 'picked-point', type: 'circle', source: 'picked', filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': ['get', 'radius'], 'circle-color': 'transparent', 'circle-stroke-color': accent,
        'circle-stroke-width': 2.6,
      },
    });
  return style;
}

const short = (n: number) => (n < 10_000 ? n.toString() : `${Math.round(n / 1000)}k`);

const feature = (geometry: Geometry, properties: Feature['properties'], id?: number): Feature =>
  ({ type: 'Feature', geometry, properties, ...(id === undefined ? {} : { id }) });

export function markFeatures(bins: readonly Bin[], theme: Theme, need: (icon: Icon) => void): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: bins.map((bin, n) => {
      const icon = iconOf(bin, theme);
      need(icon);
      const events = bin.done === 0 ? bin.open : bin.done;
      const reach = radiusOf(events) / 10 - 0.5;
      return feature({ type: 'Point', coordinates: [bin.lon, bin.lat] }, {
        n, icon: icon.key, events: bin.done + bin.open, number: short(events), below: `${short(bin.reports)} rep.`,
        done: bin.done, open: bin.open, under: [0, reach + 0.55], aside: bin.done === 1 ? [0.7, -0.5] : [reach, -reach],
      }, n);
    }),
  };
}

/** An area is its circle, and its name with a number on the edge of the circle: nothing stands in its middle. */
export function areaFeatures(areas: readonly Area[], theme: Theme, name: (a: Area) => string): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: areas.flatMap((area, n) => {
      const ring = circle(area.lat, area.lon, area.radiusKm);
      const properties = {
        n, color: colour(area.group, theme), near: area.near, hollow: area.done === 0, events: area.done + area.open,
      };
      return [
        feature({ type: 'Polygon', coordinates: [ring] }, properties),
        feature({ type: 'Point', coordinates: ring[0]! }, { ...properties, label: name(area) }),
      ];
    }),
  };
}

function binNear(binned: Binned, place: number): Bin | Area | null {
  return binned.bins.find((b) => b.places.includes(place)) ?? binned.areas.find((a) => a.place === place) ?? null;
}

/** What is selected, ringed: the mark it is in, or the circle of its area. */
export function pickedFeatures(binned: Binned, place: number): FeatureCollection {
  const at = binNear(binned, place);
  if (at === null) return EMPTY;
  if ('radiusKm' in at) {
    return {
      type: 'FeatureCollection',
      features: [feature({ type: 'Polygon', coordinates: [circle(at.lat, at.lon, at.radiusKm)] }, {})],
    };
  }
  const events = at.done === 0 ? at.open : at.done;
  const radius = at.done + at.open === 1 ? 15 : radiusOf(events) + 4;
  return { type: 'FeatureCollection', features: [feature({ type: 'Point', coordinates: [at.lon, at.lat] }, { radius })] };
}
