/** Marks drawn once each on a canvas: a shape for one event, a ring of shares for many. */
import type { Theme } from '../state/theme.svelte';
import type { Bin } from './bins';
import { GROUPS, type Group, type Shape } from './groups';

const PAPER: Record<Theme, string> = { light: '#ffffff', dark: '#191f25' };
/** Shares of a ring are drawn in twelfths: finer ones cannot be told apart, and fewer images are needed. */
const PARTS = 12;

export interface Icon {
  key: string;
  draw(): ImageData;
}

export const PIXEL_RATIO = 2;

function canvas(size: number): CanvasRenderingContext2D {
  const element = document.createElement('canvas');
  element.width = element.height = size * PIXEL_RATIO;
  const context = element.getContext('2d', { willReadFrequently: true })!;
  context.scale(PIXEL_RATIO, PIXEL_RATIO);
  return context;
}

const done = (c: CanvasRenderingContext2D) => c.getImageData(0, 0, c.canvas.width, c.canvas.height);

export const colour = (group: number, theme: Theme) => (GROUPS[group] as Group)[theme];

function trace(c: CanvasRenderingContext2D, shape: Shape, x: number, y: number, r: number): void {
  const corners: Record<Exclude<Shape, 'circle'>, [number, number][]> = {
    triangle: [[0, -1.1], [1.05, 0.8], [-1.05, 0.8]],
    diamond: [[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]],
    square: [[-0.88, -0.88], [0.88, -0.88], [0.88, 0.88], [-0.88, 0.88]],
    cross: [[-0.38, -1.05], [0.38, -1.05], [0.38, -0.38], [1.05, -0.38], [1.05, 0.38], [0.38, 0.38], [0.38, 1.05],
      [-0.38, 1.05], [-0.38, 0.38], [-1.05, 0.38], [-1.05, -0.38], [-0.38, -0.38]],
    bar: [[-1.05, -0.5], [1.05, -0.5], [1.05, 0.5], [-1.05, 0.5]],
  };
  if (shape === 'circle') {
    c.moveTo(x + r * 0.98, y);
    c.arc(x, y, r * 0.98, 0, 2 * Math.PI);
    return;
  }
  corners[shape].forEach(([dx, dy], k) => c[k === 0 ? 'moveTo' : 'lineTo'](x + dx * r, y + dy * r));
  c.closePath();
}

/** One event: shape and hue by group, hollow if it is not told as done, the ring by how sure its place is. */
function single(group: number, hollow: boolean, precision: Bin['precision'], theme: Theme): ImageData {
  const size = 40;
  const c = canvas(size);
  const at = size / 2;
  const hue = colour(group, theme);
  if (precision !== 'settlement') {
    c.beginPath();
    c.arc(at, at, precision === 'near' ? 13.5 : 16, 0, 2 * Math.PI);
    c.strokeStyle = hue;
    c.lineWidth = 1.6;
    c.setLineDash(precision === 'near' ? [1.5, 2.6] : [5, 3.2]);
    c.stroke();
    c.setLineDash([]);
  }
  c.lineJoin = 'round';
  c.beginPath();
  trace(c, GROUPS[group]!.shape, at, at, 7);
  c.lineWidth = 5.5;
  c.strokeStyle = PAPER[theme];
  c.stroke();
  c.fillStyle = hollow ? PAPER[theme] : hue;
  c.fill();
  c.lineWidth = hollow ? 2.2 : 1.2;
  c.strokeStyle = hue;
  c.stroke();
  return done(c);
}

function ring(shares: readonly number[], radius: number, hollow: boolean, dashed: boolean, theme: Theme): ImageData {
  const size = radius * 2 + 10;
  const c = canvas(size);
  const at = size / 2;
  const width = 5.5;
  c.beginPath();
  c.arc(at, at, radius, 0, 2 * Math.PI);
  c.fillStyle = PAPER[theme];
  c.fill();
  let from = -Math.PI / 2;
  shares.forEach((share, group) => {
    if (share === 0) return;
    const to = from + (share / PARTS) * 2 * Math.PI;
    c.beginPath();
    c.arc(at, at, radius - width / 2, from, to);
    c.strokeStyle = colour(group, theme);
    c.lineWidth = hollow ? 2.2 : width;
    if (hollow) c.setLineDash([3, 2]);
    c.stroke();
    c.setLineDash([]);
    from = to;
  });
  c.beginPath();
  c.arc(at, at, radius + 1.4, 0, 2 * Math.PI);
  c.strokeStyle = theme === 'light' ? '#4b4f53' : '#b9bec3';
  c.lineWidth = dashed ? 1.4 : 0.8;
  if (dashed) c.setLineDash([4, 3]);
  c.stroke();
  return done(c);
}

/** Shares in twelfths that add up to twelve; nothing that is there is rounded away. */
export function parts(counts: ArrayLike<number>): number[] {
  const list = Array.from(counts);
  const sum = list.reduce((a, b) => a + b, 0);
  if (sum === 0) return list;
  const out = list.map((n) => (n === 0 ? 0 : Math.max(1, Math.round((n / sum) * PARTS))));
  let over = out.reduce((a, b) => a + b, 0) - PARTS;
  while (over !== 0) {
    const largest = out.indexOf(Math.max(...out));
    out[largest]! -= Math.sign(over);
    over -= Math.sign(over);
  }
  return out;
}

export const radiusOf = (events: number) => (events < 10 ? 15 : events < 100 ? 18 : events < 1000 ? 22 : 26);

export function iconOf(bin: Bin, theme: Theme): Icon {
  const hollow = bin.done === 0;
  const groups = hollow ? bin.openGroups : bin.groups;
  if (bin.done + bin.open === 1) {
    const group = groups.findIndex((n) => n > 0);
    return {
      key: `one-${theme}-${group}-${hollow}-${bin.precision}`,
      draw: () => single(group, hollow, bin.precision, theme),
    };
  }
  const shares = parts(groups);
  const radius = radiusOf(hollow ? bin.open : bin.done);
  const dashed = bin.precision !== 'settlement';
  return {
    key: `ring-${theme}-${radius}-${hollow}-${dashed}-${shares.join('.')}`,
    draw: () => ring(shares, radius, hollow, dashed, theme),
  };
}
