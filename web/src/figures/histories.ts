/** Figure histories as charts: one for each measure and place, a line for each speaker, and never a blend of them. */
import type { Series, Situation } from '../api/types';
import { sayNumber } from '../strings';

export type Point = Series['points'][number];

export interface Line {
  /** null = the publishers' own voice. */
  speaker: string | null;
  /** Dated points, in order of day. */
  points: Point[];
  /** Figures that no day is known for: they are in the table only. */
  undated: Point[];
  style: Style;
}

export interface Chart {
  key: string;
  measure: string;
  place: string | null;
  lines: Line[];
  figures: number;
  first: number;
  last: number;
  /** The largest number printed in it. */
  top: number;
  /** 0 = tells of the selected event, 1 = of its place, 2 = neither. */
  rank: number;
}

export type Marker = 'circle' | 'triangle' | 'square' | 'diamond' | 'cross' | 'down';

/** Hue, dash and marker together: any one of them is enough to tell two speakers apart. */
export interface Style {
  hue: number;
  dash: number[];
  marker: Marker;
}

const MARKERS: Marker[] = ['circle', 'triangle', 'square', 'diamond', 'cross', 'down'];
const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3]];
export const HUES = {
  light: ['#26282a', '#0067a5', '#c14a00', '#00775a', '#a3487a', '#8a6d00', '#4b5fc0', '#7a5230'],
  dark: ['#e3e5e6', '#6cb6f0', '#ff8a4c', '#3ecfa5', '#e58fbc', '#e8c547', '#a3b0ff', '#d0a47c'],
};

/** The publishers' own voice is plain ink; others take what is free, and keep it in every chart. */
export function stylesOf(speakers: readonly (string | null)[]): Map<string | null, Style> {
  const styles = new Map<string | null, Style>([[null, { hue: 0, dash: [], marker: 'circle' }]]);
  for (const speaker of speakers) {
    if (styles.has(speaker)) continue;
    const n = styles.size - 1;
    styles.set(speaker, {
      hue: 1 + (n % (HUES.light.length - 1)),
      dash: DASHES[n % DASHES.length]!,
      marker: MARKERS[(n + 1) % MARKERS.length]!,
    });
  }
  return styles;
}

/** Whose line it is. */
export const voiceOf = (speaker: string | null) => speaker ?? 'publishers themselves';

/** The number that a line runs at: the least that is said, or the most where no least is. */
export const level = (p: Point) => p.min ?? p.max;

export function chartsOf(s: Situation, shown: Uint8Array, event: number): Chart[] {
  const weight = new Map<string | null, number>();
  for (const series of s.series) weight.set(series.speaker, (weight.get(series.speaker) ?? 0) + series.points.length);
  const speakers = [...weight.keys()].sort(
    (a, b) => weight.get(b)! - weight.get(a)! || (a ?? '').localeCompare(b ?? ''),
  );
  const styles = stylesOf(speakers);
  const places = namesOfPlace(s, event);
  const charts = new Map<string, Chart>();
  for (const series of s.series) {
    const points = series.points.filter((p) => shown[p.claim] === 1 && level(p) !== null);
    if (points.length === 0) continue;
    const key = JSON.stringify([series.measure, series.place]);
    let chart = charts.get(key);
    if (chart === undefined) {
      chart = {
        key, measure: s.lists.measure[series.measure] ?? '?', place: series.place, lines: [], figures: 0,
        first: Infinity, last: -Infinity, top: 0, rank: series.place !== null && places.has(series.place) ? 1 : 2,
      };
      charts.set(key, chart);
    }
    add(chart, series.speaker, points, styles.get(series.speaker)!);
    if (event >= 0 && points.some((p) => s.claims.event[p.claim] === event)) chart.rank = 0;
  }
  return [...charts.values()].sort(
    (a, b) => a.rank - b.rank || b.lines.length - a.lines.length || b.figures - a.figures || (a.key < b.key ? -1 : 1),
  );
}

function add(chart: Chart, speaker: string | null, points: Point[], style: Style): void {
  const dated = points.filter((p) => p.as_of !== null).sort((a, b) => a.as_of! - b.as_of! || a.claim - b.claim);
  chart.lines.push({ speaker, points: dated, undated: points.filter((p) => p.as_of === null), style });
  chart.figures += points.length;
  for (const p of points) {
    chart.top = Math.max(chart.top, p.min ?? 0, p.max ?? 0);
    if (p.as_of === null) continue;
    chart.first = Math.min(chart.first, p.as_of);
    chart.last = Math.max(chart.last, p.as_of);
  }
}

function namesOfPlace(s: Situation, event: number): Set<string> {
  const place = s.places[s.events[event]?.place ?? -1];
  return new Set(place === undefined ? [] : [place.name]);
}

/** What a figure says, where the report's own words are not at hand. */
export function figureWords(p: Pick<Point, 'min' | 'max'>): string {
  if (p.min !== null && p.max !== null) return p.min === p.max ? sayNumber(p.min) : `${sayNumber(p.min)}–${sayNumber(p.max)}`;
  return p.min !== null ? `at least ${sayNumber(p.min)}` : `at most ${sayNumber(p.max!)}`;
}
