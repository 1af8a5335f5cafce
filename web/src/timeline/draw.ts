/** Paints the timeline: the counts by day, then a row for each type. */
import { colour } from '../map/icons';
import { dateOf } from '../state/days';
import type { Theme } from '../state/theme.svelte';
import { ticks, xOf, type Axis } from './days';
import { NEVER } from '../state/filter';
import { dayOf, type PerDay, type Spans } from './spans';

export const HIST = 46;
export const AXIS = 18;
export const LABELS = 86;
export const UNDATED = 54;
/** Width of a column of what lies before or after the axis. */
export const OUTSIDE = 48;
/** More events than this in a row are drawn as a density. */
const SINGLE = 250;

export interface Scene {
  axis: Axis;
  height: number;
  rowHeight: number;
  spans: Spans;
  events: Uint8Array;
  all: PerDay;
  now: PerDay;
  theme: Theme;
  selected: number;
}

/** A bar that can be pointed at. */
export interface Bar {
  event: number;
  x1: number;
  x2: number;
  y1: number;
  y2: number;
}

const INK = { light: '#1d1f21', dark: '#eceef0' };
const GREY = { light: '#a5a8ab', dark: '#6b7176' };
const FAINT = { light: '#0000001a', dark: '#ffffff1f' };
const QUIET = { light: '#5c5f62', dark: '#a9afb5' };

const labelWidth = (s: Scene) => s.axis.left - s.axis.before - 10;
const rowTop = (s: Scene, row: number) => HIST + AXIS + row * s.rowHeight;

export function paint(c: CanvasRenderingContext2D, s: Scene): Bar[] {
  c.clearRect(0, 0, c.canvas.width, c.canvas.height);
  grid(c, s);
  histogram(c, s);
  const byRow: number[][] = s.spans.rows.map(() => []);
  const undated = s.spans.rows.map(() => 0);
  const earlier = s.spans.rows.map(() => 0);
  const later = s.spans.rows.map(() => 0);
  for (let e = 0; e < s.events.length; e += 1) {
    if (s.events[e] === 0) continue;
    const day = dayOf(s.spans, e);
    if (day === NEVER) undated[s.spans.row[e]!]! += 1;
    else if (Math.max(day, s.spans.last[e]!) < s.axis.lo) earlier[s.spans.row[e]!]! += 1;
    else if (day >= s.axis.hi) later[s.spans.row[e]!]! += 1;
    else byRow[s.spans.row[e]!]!.push(e);
  }
  const bars: Bar[] = [];
  c.save();
  c.beginPath();
  c.rect(s.axis.left, 0, s.axis.width, s.height);
  c.clip();
  byRow.forEach((events, row) => {
    if (events.length <= SINGLE) lanes(c, s, row, events, bars);
    else density(c, s, row, events);
  });
  c.restore();
  undatedColumn(c, s, undated);
  outside(c, s, s.axis.left - s.axis.before, s.axis.before, earlier, '‹ earlier', `${dateOf(s.axis.first).getUTCFullYear()} –`);
  outside(c, s, s.axis.left + s.axis.width, s.axis.after, later, 'later ›', `– ${dateOf(s.axis.last).getUTCFullYear()}`);
  return bars;
}

function grid(c: CanvasRenderingContext2D, s: Scene): void {
  c.font = '11px system-ui, sans-serif';
  c.textBaseline = 'middle';
  for (const tick of ticks(s.axis)) {
    const x = Math.round(xOf(s.axis, tick.day)) + 0.5;
    c.strokeStyle = FAINT[s.theme];
    c.lineWidth = tick.major ? 1.6 : 1;
    c.beginPath();
    c.moveTo(x, 0);
    c.lineTo(x, s.height);
    c.stroke();
    c.fillStyle = QUIET[s.theme];
    if (x + 40 < s.axis.left + s.axis.width) c.fillText(tick.label, x + 3, HIST + AXIS / 2);
  }
  s.spans.rows.forEach((row, at) => {
    const y = rowTop(s, at);
    c.strokeStyle = FAINT[s.theme];
    c.lineWidth = 1;
    c.beginPath();
    c.moveTo(0, y + 0.5);
    c.lineTo(s.axis.left + s.axis.width + s.axis.after + UNDATED, y + 0.5);
    c.stroke();
    c.fillStyle = colour(row.group, s.theme);
    c.fillText(row.label, 6, y + s.rowHeight / 2, labelWidth(s));
  });
}

function histogram(c: CanvasRenderingContext2D, s: Scene): void {
  const wide = s.axis.width / (s.axis.hi - s.axis.lo);
  // Days narrower than three pixels are added up into columns.
  const step = Math.max(1, Math.ceil(3 / wide));
  const from = Math.floor(s.axis.lo / step) * step;
  const sum = (counts: Uint32Array, lo: number, day: number) => {
    let n = 0;
    for (let d = day; d < day + step; d += 1) n += counts[d - lo] ?? 0;
    return n;
  };
  let most = 1;
  for (let day = from; day < s.axis.hi; day += step) {
    most = Math.max(most, sum(s.all.events, s.all.lo, day), sum(s.all.reports, s.all.lo, day));
  }
  const column = (counts: PerDay, what: 'events' | 'reports', fill: string, inset: number) => {
    c.fillStyle = fill;
    for (let day = from; day < s.axis.hi; day += step) {
      const n = sum(counts[what], counts.lo, day);
      if (n === 0) continue;
      const x1 = Math.max(s.axis.left, xOf(s.axis, day));
      const x2 = Math.min(s.axis.left + s.axis.width, xOf(s.axis, day + step));
      const w = x2 - x1;
      const h = Math.max(1, (n / most) * (HIST - 4));
      c.fillRect(x1 + w * inset, HIST - h, Math.max(1, w * (1 - 2 * inset) - (w > 4 ? 1 : 0)), h);
    }
  };
  column(s.all, 'reports', FAINT[s.theme], 0);
  column(s.now, 'reports', GREY[s.theme], 0);
  column(s.now, 'events', INK[s.theme], 0.25);
  c.fillStyle = QUIET[s.theme];
  c.fillText(`${most}`, 6, 8, labelWidth(s));
  c.fillText(step === 1 ? 'a day at most' : `in ${step} days`, 6, 21, labelWidth(s));
}

function lanes(c: CanvasRenderingContext2D, s: Scene, row: number, events: number[], bars: Bar[]): void {
  const { spans, axis } = s;
  events.sort((a, b) => dayOf(spans, a) - dayOf(spans, b) || a - b);
  const ends: number[] = [];
  const placed: { event: number; lane: number; x1: number; x2: number }[] = [];
  for (const event of events) {
    const first = dayOf(spans, event);
    const last = spans.last[event] !== NEVER ? spans.last[event]! : first;
    const x1 = xOf(axis, first);
    const x2 = Math.max(x1 + 3, xOf(axis, Math.max(first, last) + 1));
    let lane = ends.findIndex((end) => end <= x1 + 0.5);
    if (lane < 0) lane = ends.length;
    ends[lane] = x2;
    placed.push({ event, lane, x1, x2 });
  }
  const space = s.rowHeight - 4;
  // Where there is no room for all, lanes lie over each other.
  const lane = Math.max(3, Math.min(9, space / Math.max(1, ends.length)));
  const rows = Math.max(1, Math.floor(space / lane));
  for (const bar of placed) {
    const y1 = rowTop(s, row) + 2 + (bar.lane % rows) * lane;
    const y2 = y1 + lane - 1;
    bars.push({ event: bar.event, x1: bar.x1, x2: bar.x2, y1, y2 });
    one(c, s, bar.event, bar.x1, bar.x2, y1, y2);
  }
}

/** Solid where the day is given, fading where it is only about; hollow what was not done. */
function one(c: CanvasRenderingContext2D, s: Scene, e: number, x1: number, x2: number, y1: number, y2: number): void {
  const { spans, axis } = s;
  const hue = colour(spans.rows[spans.row[e]!]!.group, s.theme);
  const day = axis.width / (axis.hi - axis.lo);
  const left = spans.first[e] === NEVER ? 3 : spans.blurStart[e]!;
  const right = spans.last[e] === NEVER ? 3 : spans.blurEnd[e]!;
  const w = x2 - x1;
  const fadeLeft = left > 0 ? Math.min(Math.max(4, left * day), 40) : 0;
  const fadeRight = right > 0 ? Math.min(Math.max(4, right * day), 40) : 0;
  const from = x1 - fadeLeft / 2;
  const to = x2 + fadeRight / 2;
  let ink: string | CanvasGradient = hue;
  if (fadeLeft + fadeRight > 0) {
    const gradient = c.createLinearGradient(from, 0, to, 0);
    const all = to - from;
    gradient.addColorStop(0, fadeLeft > 0 ? `${hue}00` : hue);
    gradient.addColorStop(Math.min(0.5, fadeLeft / all), hue);
    gradient.addColorStop(Math.max(0.5, 1 - fadeRight / all), hue);
    gradient.addColorStop(1, fadeRight > 0 ? `${hue}00` : hue);
    ink = gradient;
  }
  if (spans.done[e] === 1) {
    c.fillStyle = ink;
    c.fillRect(from, y1, to - from, y2 - y1);
  } else {
    c.strokeStyle = ink;
    c.lineWidth = 1.2;
    c.setLineDash([3, 2]);
    c.strokeRect(from + 0.6, y1 + 0.6, Math.max(1, to - from - 1.2), Math.max(1, y2 - y1 - 1.2));
    c.setLineDash([]);
  }
  // The solid edge: here the day is exact.
  if (left === 0 && w > 6 && spans.done[e] === 1) {
    c.fillStyle = INK[s.theme];
    c.fillRect(x1, y1, 1.2, y2 - y1);
    if (right === 0) c.fillRect(x2 - 1.2, y1, 1.2, y2 - y1);
  }
}

/** Too many to tell apart: how many at a time, done below, the others as an outline above. */
function density(c: CanvasRenderingContext2D, s: Scene, row: number, events: number[]): void {
  const { spans, axis } = s;
  const step = 3;
  const n = Math.ceil(axis.width / step);
  const done = new Float64Array(n + 1);
  const open = new Float64Array(n + 1);
  for (const e of events) {
    const first = dayOf(spans, e);
    const last = spans.last[e] !== NEVER ? Math.max(first, spans.last[e]!) : first;
    const a = Math.max(0, Math.floor((xOf(axis, first) - axis.left) / step));
    const b = Math.min(n, Math.max(a + 1, Math.ceil((xOf(axis, last + 1) - axis.left) / step)));
    const into = spans.done[e] === 1 ? done : open;
    into[a]! += 1;
    into[b]! -= 1;
  }
  let most = 1;
  for (const list of [done, open]) for (let k = 1; k < n; k += 1) list[k]! += list[k - 1]!;
  for (let k = 0; k < n; k += 1) most = Math.max(most, done[k]! + open[k]!);
  const base = rowTop(s, row) + s.rowHeight - 1;
  const space = s.rowHeight - 3;
  c.fillStyle = colour(spans.rows[row]!.group, s.theme);
  for (let k = 0; k < n; k += 1) {
    const h = (done[k]! / most) * space;
    c.globalAlpha = 1;
    c.fillRect(axis.left + k * step, base - h, step - 0.6, h);
    c.globalAlpha = 0.35;
    const more = (open[k]! / most) * space;
    if (more > 0) c.fillRect(axis.left + k * step, base - h - more, step - 0.6, more);
  }
  c.globalAlpha = 1;
}

function undatedColumn(c: CanvasRenderingContext2D, s: Scene, undated: number[]): void {
  const left = s.axis.left + s.axis.width + s.axis.after;
  c.fillStyle = QUIET[s.theme];
  c.textAlign = 'center';
  c.fillText('undated', left + UNDATED / 2, HIST + AXIS / 2);
  c.strokeStyle = QUIET[s.theme];
  c.setLineDash([2, 2]);
  c.beginPath();
  c.moveTo(left + 0.5, 0);
  c.lineTo(left + 0.5, s.height);
  c.stroke();
  c.setLineDash([]);
  undated.forEach((n, row) => {
    if (n > 0) c.fillText(`? ${n}`, left + UNDATED / 2, rowTop(s, row) + s.rowHeight / 2);
  });
  c.textAlign = 'start';
}

/** What lies before or after: how many in each row, behind a torn edge, so that nobody takes the distance for time. */
function outside(c: CanvasRenderingContext2D, s: Scene, left: number, width: number, counts: number[], label: string, year: string): void {
  if (width === 0) return;
  const middle = left + width / 2;
  c.fillStyle = FAINT[s.theme];
  c.fillRect(left, 0, width, s.height);
  c.fillStyle = QUIET[s.theme];
  c.textAlign = 'center';
  c.fillText(label, middle, HIST + AXIS / 2);
  const all = counts.reduce((a, b) => a + b, 0);
  if (all > 0) c.fillText(`${all}`, middle, 12);
  c.fillText(year, middle, 27);
  counts.forEach((n, row) => {
    if (n > 0) c.fillText(`${n}`, middle, rowTop(s, row) + s.rowHeight / 2);
  });
  c.textAlign = 'start';
  const edge = left < s.axis.left ? left + width : left;
  c.strokeStyle = QUIET[s.theme];
  c.lineWidth = 1.2;
  c.beginPath();
  for (let y = 0, side = -1; y <= s.height + TEETH; y += TEETH, side = -side) c.lineTo(edge + side * 2, y);
  c.stroke();
}

const TEETH = 5;
