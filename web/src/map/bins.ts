/**
 * What is drawn at one zoom. A place whose uncertainty is smaller on the screen than a cell goes into a bin with its
 * neighbours; a larger one is drawn as the area it is; a country never gets a mark on the ground.
 */
import type { Place } from '../api/types';
import { GROUPS } from './groups';
import { addGroups, DONE, eventsAt, OPEN, type Tally } from './tally';

/** How far apart marks stand at least, in CSS pixels. */
export const CELL = 56;
/** Wider than this is a country or as vague as one, in km. */
export const VAST = 450;
const EARTH = 40_075.017;

export interface Box {
  west: number;
  south: number;
  east: number;
  north: number;
}

export interface Bin {
  lat: number;
  lon: number;
  /** The one it stands at first. */
  places: number[];
  done: number;
  open: number;
  reports: number;
  /** Events by group, done and not. */
  groups: Uint32Array;
  openGroups: Uint32Array;
  /** How sure the place is that it stands at: what the ring tells. */
  precision: 'settlement' | 'near' | 'area';
}

export interface Area {
  place: number;
  lat: number;
  lon: number;
  radiusKm: number;
  done: number;
  open: number;
  reports: number;
  group: number;
  near: boolean;
}

export interface Binned {
  bins: Bin[];
  areas: Area[];
  /** Places as wide as a country whose ground is in the box. */
  vast: Area[];
}

export const mercatorX = (lon: number) => lon / 360 + 0.5;
export const mercatorY = (lat: number) => {
  const sin = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
};

export const latOf = (y: number) => (Math.atan(Math.sinh((1 - 2 * y) * Math.PI)) * 180) / Math.PI;

/** Kilometres in pixels at a latitude and zoom (MapLibre's, of 512-pixel tiles). */
export function kmToPixels(km: number, lat: number, zoom: number): number {
  return (km / (EARTH * Math.cos((lat * Math.PI) / 180))) * 512 * 2 ** zoom;
}

export const isVast = (p: Place) => p.precision === 'country' || p.radius_km > VAST;
export const isExact = (p: Place) => !p.near && (p.precision === 'settlement' || p.precision === 'point');

/** Everything at one zoom, the world over: made once for each filter and zoom, so that panning makes nothing new. */
export function bin(places: readonly Place[], t: Tally, zoom: number): Binned {
  const out: Binned = { bins: [], areas: [], vast: [] };
  const size = (512 * 2 ** zoom) / CELL;
  const points: Point[] = [];
  for (let p = 0; p < places.length; p += 1) {
    const place = places[p]!;
    if (place.lat === null || place.lon === null) continue;
    const done = eventsAt(t, p, DONE);
    const open = eventsAt(t, p, OPEN);
    if (done + open === 0) continue;
    const vast = isVast(place);
    const pixels = kmToPixels(place.radius_km, place.lat, zoom);
    if (vast || (!isExact(place) && pixels > CELL / 2)) {
      (vast ? out.vast : out.areas).push({
        place: p, lat: place.lat, lon: place.lon, radiusKm: place.radius_km, done, open, reports: t.reports[p]!,
        group: leading(t, p), near: place.near,
      });
    } else {
      points.push({ p, x: mercatorX(place.lon) * size, y: mercatorY(place.lat) * size, weight: done + open, taken: false });
    }
  }
  out.bins = gather(places, points, t);
  out.areas.sort((a, b) => b.radiusKm - a.radiusKm || a.place - b.place);
  out.vast.sort((a, b) => b.done + b.open - (a.done + a.open) || a.place - b.place);
  return out;
}

/** A place on the screen, in sides of a cell. */
interface Point {
  p: number;
  x: number;
  y: number;
  weight: number;
  taken: boolean;
}

/** The place with most events takes in all that lie within a cell's side of it, then the next, and so on. */
function gather(places: readonly Place[], points: Point[], t: Tally): Bin[] {
  const cells = new Map<number, Point[]>();
  const cellOf = (x: number, y: number) => y * 2 ** 26 + x;
  for (const point of points) {
    const key = cellOf(Math.floor(point.x), Math.floor(point.y));
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [point]);
    else cell.push(point);
  }
  points.sort((a, b) => b.weight - a.weight || a.p - b.p);
  const bins: Bin[] = [];
  for (const head of points) {
    if (head.taken) continue;
    const members: Point[] = [];
    for (let y = Math.floor(head.y) - 1; y <= Math.floor(head.y) + 1; y += 1) {
      for (let x = Math.floor(head.x) - 1; x <= Math.floor(head.x) + 1; x += 1) {
        for (const point of cells.get(cellOf(x, y)) ?? []) {
          if (point.taken || (point.x - head.x) ** 2 + (point.y - head.y) ** 2 > 1) continue;
          point.taken = true;
          members.push(point);
        }
      }
    }
    bins.push(binOf(places, members, head.p, t));
  }
  // The largest is drawn last, on top.
  return bins.reverse();
}

/** It stands where most of it is told to have been, never between two places. */
function binOf(places: readonly Place[], members: readonly Point[], head: number, t: Tally): Bin {
  const at = places[head]!;
  const bin: Bin = {
    lat: at.lat!, lon: at.lon!, places: members.map((m) => m.p).sort((a, b) => (a === head ? -1 : b === head ? 1 : a - b)),
    done: 0, open: 0, reports: 0, groups: new Uint32Array(GROUPS.length), openGroups: new Uint32Array(GROUPS.length),
    precision: at.near ? 'near' : isExact(at) ? 'settlement' : 'area',
  };
  for (const { p } of members) {
    bin.done += eventsAt(t, p, DONE);
    bin.open += eventsAt(t, p, OPEN);
    bin.reports += t.reports[p]!;
    addGroups(t, p, DONE, bin.groups);
    addGroups(t, p, OPEN, bin.openGroups);
  }
  return bin;
}

/** What of it touches the box. */
export function within(all: Binned, places: readonly Place[], box: Box): Binned {
  return {
    bins: all.bins.filter((b) => overlaps(b.lat, b.lon, 0, box)),
    areas: all.areas.filter((a) => overlaps(a.lat, a.lon, a.radiusKm, box)),
    vast: all.vast.filter((a) => overlaps(a.lat, a.lon, places[a.place]!.radius_km, box)),
  };
}

/** The group with most events of a place; done things before others. */
function leading(t: Tally, place: number): number {
  const sums = new Array<number>(GROUPS.length).fill(0);
  addGroups(t, place, DONE, sums);
  if (sums.every((n) => n === 0)) addGroups(t, place, OPEN, sums);
  return sums.indexOf(Math.max(...sums));
}

export function overlaps(lat: number, lon: number, km: number, box: Box): boolean {
  const up = (km / EARTH) * 360;
  const aside = up / Math.max(0.1, Math.cos((lat * Math.PI) / 180));
  if (lat + up < box.south || lat - up > box.north) return false;
  // The box may reach over the date line.
  for (const turn of [-360, 0, 360]) {
    if (lon + turn + aside >= box.west && lon + turn - aside <= box.east) return true;
  }
  return false;
}

/** A circle on the ground as a ring of longitudes and latitudes. */
export function circle(lat: number, lon: number, km: number, steps = 64): [number, number][] {
  const ring: [number, number][] = [];
  const d = (km / EARTH) * 2 * Math.PI;
  const la = (lat * Math.PI) / 180;
  for (let k = 0; k <= steps; k += 1) {
    const turn = (k % steps) / steps * 2 * Math.PI;
    const y = Math.asin(Math.sin(la) * Math.cos(d) + Math.cos(la) * Math.sin(d) * Math.cos(turn));
    const x = Math.atan2(Math.sin(turn) * Math.sin(d) * Math.cos(la), Math.cos(d) - Math.sin(la) * Math.sin(y));
    ring.push([lon + (x * 180) / Math.PI, (y * 180) / Math.PI]);
  }
  return ring;
}

/** Zoom at which the finest place fills a tenth of a screen: closer in there is nothing to see. */
export function finestZoom(places: readonly Place[]): number {
  let km = 5;
  for (const p of places) if (p.lat !== null && p.radius_km > 0) km = Math.min(km, p.radius_km);
  return Math.max(7, Math.min(10, Math.log2((40 / kmToPixels(km, 45, 0)))));
}
