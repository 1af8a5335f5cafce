/** The base map as a MapLibre style: land, water, borders and names from files that the page brings along. */
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Theme } from '../../state/theme.svelte';
import borders from './borders.json?url';
import divisions from './divisions.json?url';
import land from './land.json?url';
import names from './names.json?url';
import water from './water.json?url';

interface Colours {
  sea: string;
  land: string;
  disputed: string;
  lake: string;
  river: string;
  division: string;
  border: string;
  ink: string;
  quiet: string;
  halo: string;
}

export const COLOURS: Record<Theme, Colours> = {
  light: {
    sea: '#d5e0e6', land: '#f6f4ef', disputed: '#ece5d6', lake: '#d5e0e6', river: '#bccdd6', division: '#d3cec4',
    border: '#8f8a82', ink: '#3a3b3d', quiet: '#6b6d70', halo: '#f6f4ef',
  },
  dark: {
    sea: '#12181d', land: '#22272b', disputed: '#2e2c28', lake: '#12181d', river: '#1b2830', division: '#343a3f',
    border: '#737a80', ink: '#d5d8da', quiet: '#9aa1a7', halo: '#1b1f23',
  },
};

const kind = (name: string): ExpressionSpecification => ['==', ['get', 'kind'], name];
const named = (name: string): ExpressionSpecification => ['all', kind(name), ['<=', ['get', 'zoom'], ['+', ['zoom'], 0.5]]];
const wide = (near: number, far: number): ['interpolate', ['linear'], ['zoom'], ...number[]] =>
  ['interpolate', ['linear'], ['zoom'], 2, far, 9, near];

export function baseStyle(theme: Theme): StyleSpecification {
  const c = COLOURS[theme];
  const source = (data: string) => ({ type: 'geojson' as const, data, tolerance: 0.3, maxzoom: 9, buffer: 32 });
  return {
    version: 8,
    sources: {
      land: source(land),
      water: source(water),
      borders: source(borders),
      divisions: source(divisions),
      names: source(names),
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': c.sea } },
      {
        id: 'land', type: 'fill', source: 'land', filter: ['!', ['has', 'kind']],
        paint: { 'fill-color': c.land, 'fill-outline-color': c.border },
      },
      {
        id: 'land-disputed', type: 'fill', source: 'land', filter: kind('disputed'),
        paint: { 'fill-color': c.disputed },
      },
      { id: 'lakes', type: 'fill', source: 'water', filter: kind('lake'), paint: { 'fill-color': c.lake } },
      {
        id: 'rivers', type: 'line', source: 'water', filter: kind('river'), minzoom: 3,
        paint: { 'line-color': c.river, 'line-width': wide(2, 0.6) },
      },
      {
        id: 'divisions', type: 'line', source: 'divisions', filter: kind('division'), minzoom: 4,
        paint: { 'line-color': c.division, 'line-width': wide(1.4, 0.5) },
      },
      {
        id: 'held', type: 'line', source: 'divisions', filter: kind('held'), minzoom: 4,
        paint: { 'line-color': c.border, 'line-width': wide(1.6, 0.7), 'line-dasharray': [3, 2.5] },
      },
      {
        id: 'borders', type: 'line', source: 'borders', filter: kind('border'),
        layout: { 'line-join': 'round' },
        paint: { 'line-color': c.border, 'line-width': wide(2, 0.7) },
      },
      {
        id: 'borders-disputed', type: 'line', source: 'borders', filter: kind('disputed'),
        paint: { 'line-color': c.border, 'line-width': wide(2, 0.8), 'line-dasharray': [3, 2.5] },
      },
      ...nameLayers(c),
    ],
  };
}

/** Names are drawn with the reader's own fonts: no glyphs are asked for. */
function nameLayers(c: Colours): LayerSpecification[] {
  const halo = { 'text-halo-color': c.halo, 'text-halo-width': 1.4 };
  return [
    {
      id: 'division-names', type: 'symbol', source: 'names', filter: named('division'), minzoom: 4.6,
      layout: {
        'text-field': ['get', 'name'], 'text-size': wide(11.5, 9.5), 'text-font': ['sans-serif'],
        'text-letter-spacing': 0.06, 'text-max-width': 7, 'text-padding': 10, 'symbol-sort-key': ['get', 'zoom'],
      },
      paint: { 'text-color': c.quiet, 'text-opacity': 0.75, ...halo },
    },
    {
      id: 'cities', type: 'symbol', source: 'names', filter: named('city'), minzoom: 3,
      layout: {
        'text-field': ['get', 'name'], 'text-size': wide(12.5, 9.5), 'text-font': ['sans-serif'],
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'], 'text-radial-offset': 0.25, 'text-max-width': 8,
        'text-justify': 'auto', 'text-padding': 2,
        'symbol-sort-key': ['get', 'zoom'],
      },
      paint: { 'text-color': c.quiet, ...halo },
    },
    {
      id: 'disputed', type: 'symbol', source: 'names', filter: named('disputed'),
      layout: {
        'text-field': ['case', ['has', 'other'],
          ['format', ['get', 'name'], {}, '\n', {}, ['get', 'other'], { 'font-scale': 0.85 }], ['get', 'name']],
        'text-size': wide(12.5, 10), 'text-font': ['sans-serif'], 'text-max-width': 9,
        'symbol-sort-key': ['get', 'zoom'],
      },
      paint: { 'text-color': c.quiet, ...halo },
    },
    {
      id: 'countries', type: 'symbol', source: 'names', filter: named('country'), maxzoom: 8,
      layout: {
        'text-field': ['get', 'name'], 'text-size': wide(16, 10.5), 'text-font': ['sans-serif'],
        'text-letter-spacing': 0.08, 'text-transform': 'uppercase', 'text-max-width': 8,
        'symbol-sort-key': ['get', 'zoom'],
      },
      paint: { 'text-color': c.quiet, ...halo },
    },
  ];
}
