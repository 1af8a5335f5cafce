/** Draws the lines of a chart: steps, the band between least and most, open ends, and a marker for each figure. */
import { level, type Line, type Marker, type Point } from './histories';

export interface Frame {
  x: (day: number) => number;
  y: (value: number) => number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  ratio: number;
}

export function strokeLine(c: CanvasRenderingContext2D, f: Frame, line: Line, hue: string, paper: string, picked: number): void {
  if (line.points.length === 0) return;
  c.save();
  c.beginPath();
  c.rect(f.left - 8, f.top - 8, f.right - f.left + 16, f.bottom - f.top + 16);
  c.clip();
  bands(c, f, line, hue);
  c.strokeStyle = hue;
  c.lineWidth = 1.6 * f.ratio;
  c.setLineDash(line.style.dash.map((d) => d * f.ratio));
  c.beginPath();
  line.points.forEach((p, n) => {
    const [x, y] = [f.x(p.as_of!), f.y(level(p)!)];
    const before = line.points[n - 1];
    if (before === undefined) c.moveTo(x, y);
    else {
      c.lineTo(x, f.y(level(before)!));
      c.lineTo(x, y);
    }
  });
  c.stroke();
  c.setLineDash([]);
  for (const p of line.points) {
    open(c, f, p, hue);
    marker(c, line.style.marker, f.x(p.as_of!), f.y(level(p)!), (p.claim === picked ? 5.5 : 3.6) * f.ratio, hue, paper);
  }
  c.restore();
}

/** From least to most, for as long as the figure stands. */
function bands(c: CanvasRenderingContext2D, f: Frame, line: Line, hue: string): void {
  c.fillStyle = `${hue}2e`;
  line.points.forEach((p, n) => {
    if (p.min === null || p.max === null || p.min === p.max) return;
    const x1 = f.x(p.as_of!);
    const next = line.points[n + 1];
    const x2 = next ? f.x(next.as_of!) : Math.min(f.right, x1 + 14 * f.ratio);
    c.fillRect(x1, f.y(p.max), Math.max(2 * f.ratio, x2 - x1), f.y(p.min) - f.y(p.max));
  });
}

/** "At least" has no upper end: a shaft and an arrow upwards; "at most" one downwards. */
function open(c: CanvasRenderingContext2D, f: Frame, p: Point, hue: string): void {
  if ((p.min === null) === (p.max === null)) return;
  const up = p.max === null ? -1 : 1;
  const [x, y] = [f.x(p.as_of!), f.y(level(p)!)];
  const [long, head] = [13 * f.ratio, 3 * f.ratio];
  c.strokeStyle = hue;
  c.lineWidth = 1.3 * f.ratio;
  c.beginPath();
  c.moveTo(x, y);
  c.lineTo(x, y + up * long);
  c.moveTo(x - head, y + up * (long - head));
  c.lineTo(x, y + up * long);
  c.lineTo(x + head, y + up * (long - head));
  c.stroke();
}

function marker(
  c: CanvasRenderingContext2D, shape: Marker, x: number, y: number, r: number, hue: string, paper: string,
): void {
  const corners: Record<Exclude<Marker, 'circle' | 'cross'>, [number, number][]> = {
    triangle: [[0, -1.2], [1.1, 0.9], [-1.1, 0.9]],
    down: [[0, 1.2], [1.1, -0.9], [-1.1, -0.9]],
    square: [[-0.95, -0.95], [0.95, -0.95], [0.95, 0.95], [-0.95, 0.95]],
    diamond: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]],
  };
  c.beginPath();
  if (shape === 'circle') c.arc(x, y, r, 0, 2 * Math.PI);
  else if (shape === 'cross') {
    c.moveTo(x - r, y - r);
    c.lineTo(x + r, y + r);
    c.moveTo(x + r, y - r);
    c.lineTo(x - r, y + r);
  } else {
    corners[shape].forEach(([dx, dy], k) => c[k === 0 ? 'moveTo' : 'lineTo'](x + dx * r, y + dy * r));
    c.closePath();
  }
  c.lineJoin = 'round';
  c.strokeStyle = paper;
  c.lineWidth = r * 1.1;
  c.stroke();
  c.strokeStyle = c.fillStyle = hue;
  c.lineWidth = r * 0.45;
  if (shape !== 'cross') c.fill();
  c.stroke();
}
