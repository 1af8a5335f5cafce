/**
 * Holds the MapLibre map and feeds it. Marks are binned here, on the page's own thread: an update costs one pass over
 * the claims and one over the places, and MapLibre is handed only what can be seen.
 */
import { Map as Ground, NavigationControl, ScaleControl, setWorkerUrl, type GeoJSONSource } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { Place, Situation } from '../api/types';
import type { Theme } from '../state/theme.svelte';
import {
  bin, finestZoom, isVast, latOf, mercatorX, mercatorY, overlaps, within, type Area, type Bin, type Binned, type Box,
} from './bins';
import { PIXEL_RATIO, type Icon } from './icons';
import { AREA_LAYERS, areaFeatures, markFeatures, MARKS, mapStyle, pickedFeatures, type OwnSource } from './layers';
import { DONE, eventsAt, OPEN, tally, type Tally } from './tally';

setWorkerUrl(workerUrl);

export interface View {
  lat: number;
  lng: number;
  zoom: number;
}

/** What lies under the pointer. */
export type Hit = { bin: Bin } | { area: Area };

export interface Told {
  view(view: View): void;
  hover(hit: Hit | null, x: number, y: number): void;
  click(hit: Hit | null, x: number, y: number): void;
  binned(binned: Binned): void;
  lost(): void;
}

/** Marks are made for a box this much wider than the screen on each side, so that small moves need no new ones. */
const MARGIN = 0.5;
const MOST_AREAS = 60;
const AGAIN_MS = 5000;

export class Engine {
  readonly map: Ground;
  binned: Binned = { bins: [], areas: [], vast: [] };
  tally: Tally | null = null;
  #situation: Situation | null = null;
  #theme: Theme;
  #world: { zoom: number; binned: Binned } | null = null;
  #made: { box: Box; zoom: number } | null = null;
  #picked = -1;
  #ready = false;
  #told: Told;
  #frame = 0;
  #label: (a: Area) => string;
  #slow: boolean;
  #later: ReturnType<typeof setTimeout> | null = null;

  constructor(element: HTMLElement, view: View, theme: Theme, told: Told, label: (a: Area) => string) {
    this.#theme = theme;
    this.#told = told;
    this.#label = label;
    this.map = new Ground({
      container: element, style: mapStyle(theme), center: [view.lng, view.lat], zoom: view.zoom, minZoom: 1, maxZoom: 10,
      attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, renderWorldCopies: true,
      fadeDuration: 120, maxPitch: 0,
    });
    this.#slow = isDrawnBySoftware(this.map.getCanvas());
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    this.map.addControl(new ScaleControl({ maxWidth: 110, unit: 'metric' }), 'bottom-right');
    this.map.on('style.load', () => {
      this.#ready = true;
      this.#made = null;
      this.#draw();
      this.#showPicked();
    });
    this.map.on('move', () => this.#soon());
    this.map.on('moveend', () => {
      const { lat, lng } = this.map.getCenter();
      told.view({ lat, lng, zoom: this.map.getZoom() });
    });
    this.map.on('mousemove', (e) => this.#told.hover(this.#hit(e.point.x, e.point.y), e.point.x, e.point.y));
    this.map.on('mouseout', () => this.#told.hover(null, 0, 0));
    this.map.on('click', (e) => this.#told.click(this.#hit(e.point.x, e.point.y), e.point.x, e.point.y));
    this.map.on('webglcontextlost', () => told.lost());
    this.map.on('error', () => this.#again());
  }

  /** A part of the base map that did not come, since the server was away, is asked for again with the rest. */
  #again(): void {
    this.#later ??= setTimeout(() => {
      this.#later = null;
      this.#restyle();
    }, AGAIN_MS);
  }

  #restyle(): void {
    this.#ready = false;
    this.map.setStyle(mapStyle(this.#theme), { diff: false });
  }

  stop(): void {
    if (this.#later !== null) clearTimeout(this.#later);
    cancelAnimationFrame(this.#frame);
    this.map.remove();
  }

  setTheme(theme: Theme): void {
    if (theme === this.#theme) return;
    this.#theme = theme;
    this.#restyle();
  }

  /** The situation or what is shown of it has changed. */
  setShown(situation: Situation, shown: Uint8Array): void {
    if (situation !== this.#situation) this.map.setMaxZoom(finestZoom(situation.places));
    this.#situation = situation;
    this.tally = tally(situation, shown);
    this.#made = this.#world = null;
    this.#draw();
  }

  /** Marks a place as selected and goes there if it is out of view. */
  pick(place: number): void {
    if (place === this.#picked) return;
    this.#picked = place;
    this.#showPicked();
    const at = this.#situation?.places[place];
    if (at !== undefined && at.lat !== null && at.lon !== null) this.#show(at, at.lat, at.lon);
  }

  /** Whether the map goes somewhere at once, without a flight. */
  #still(): boolean {
    return this.#slow || matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  #show(place: Place, lat: number, lon: number): void {
    const box = this.#box(0);
    if (overlaps(lat, lon, 0, box)) return;
    if (isVast(place) && overlaps(lat, lon, place.radius_km, box)) return;
    const zoom = isVast(place) ? 4 : Math.max(this.map.getZoom(), 6);
    this.map.flyTo({ center: [lon, lat], zoom, duration: this.#still() ? 0 : 700 });
  }

  goTo(view: View): void {
    const now = this.map.getCenter();
    const zoom = this.map.getZoom();
    const near = Math.abs(now.lat - view.lat) < 1e-3 && Math.abs(now.lng - view.lng) < 1e-3;
    if (near && Math.abs(zoom - view.zoom) < 0.01) return;
    this.map.jumpTo({ center: [view.lng, view.lat], zoom: view.zoom });
  }

  /** Closer to the places of a bin, until they come apart. */
  open(places: number[]): void {
    const all = this.#situation!.places;
    const lats = places.map((p) => all[p]!.lat!);
    const lons = places.map((p) => all[p]!.lon!);
    this.map.fitBounds(
      [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]],
      { padding: 80, duration: this.#still() ? 0 : 500, maxZoom: Math.max(this.map.getZoom() + 1, 8) },
    );
  }

  /** The ground that can be seen. */
  #box(margin: number): Box {
    const b = this.map.getBounds();
    const [west, south, east, north] = [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()];
    const x = (east - west) * margin;
    const y = (north - south) * margin;
    return { west: west - x, south: south - y, east: east + x, north: north + y };
  }

  /** Places on the screen that have events left, countries apart. */
  placesInView(): number[] {
    const { tally: t } = this;
    if (t === null || this.#situation === null) return [];
    const box = this.#box(0);
    const out: number[] = [];
    const { places } = this.#situation;
    for (let p = 0; p < places.length; p += 1) {
      const { lat, lon } = places[p]!;
      if (lat === null || lon === null || isVast(places[p]!) || !overlaps(lat, lon, 0, box)) continue;
      if (eventsAt(t, p, DONE) + eventsAt(t, p, OPEN) > 0) out.push(p);
    }
    return out;
  }

  #soon(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const { tally: t } = this;
    if (!this.#ready || t === null || this.#situation === null) return;
    // Never so far between two zooms that marks would touch.
    const zoom = Math.floor(this.map.getZoom() + 0.2);
    const seen = this.#box(0);
    const made = this.#made;
    const inside = made !== null && made.zoom === zoom && seen.west >= made.box.west && seen.east <= made.box.east
      && seen.south >= made.box.south && seen.north <= made.box.north;
    if (inside) return;
    const box = this.#box(MARGIN);
    this.#made = { box, zoom };
    const { places } = this.#situation;
    if (this.#world?.zoom !== zoom) this.#world = { zoom, binned: bin(places, t, zoom) };
    this.binned = within(this.#world.binned, places, box);
    this.binned.areas.splice(MOST_AREAS);
    this.#fill('marks', markFeatures(this.binned.bins, this.#theme, (icon) => this.#need(icon)));
    this.#fill('areas', areaFeatures(this.binned.areas, this.#theme, this.#label));
    this.#showPicked();
    this.#told.binned(this.binned);
  }

  #showPicked(): void {
    if (this.#ready) this.#fill('picked', pickedFeatures(this.binned, this.#picked));
  }

  #fill(source: OwnSource, data: Parameters<GeoJSONSource['setData']>[0]): void {
    this.map.getSource<GeoJSONSource>(source)?.setData(data);
  }

  #need(icon: Icon): void {
    if (!this.map.hasImage(icon.key)) this.map.addImage(icon.key, icon.draw(), { pixelRatio: PIXEL_RATIO });
  }

  #hit(x: number, y: number): Hit | null {
    if (!this.#ready) return null;
    const mark = this.map.queryRenderedFeatures([[x - 3, y - 3], [x + 3, y + 3]], { layers: [MARKS] })[0];
    const bin = mark && this.binned.bins[mark.properties.n as number];
    if (bin) return { bin };
    const line = this.map.queryRenderedFeatures([[x - 4, y - 4], [x + 4, y + 4]], { layers: AREA_LAYERS })[0];
    const area = line && this.binned.areas[line.properties.n as number];
    return area ? { area } : null;
  }
}

/** Whether the processor draws what a graphics card would: then each frame of a flight is a wait. */
function isDrawnBySoftware(canvas: HTMLCanvasElement): boolean {
  const gl = canvas.getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  const name = info ? String(gl?.getParameter(info.UNMASKED_RENDERER_WEBGL)) : '';
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}

/** A view that holds most of what is there: all but a fiftieth of the located events on each side. */
export function startView(s: Situation, width: number, height: number): View {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const event of s.events) {
    const place = s.places[event.place];
    if (place?.lat != null && place.lon !== null && !isVast(place)) {
      xs.push(mercatorX(place.lon));
      ys.push(mercatorY(place.lat));
    }
  }
  if (xs.length === 0) return { lat: 25, lng: 15, zoom: 1.3 };
  const ends = (list: number[]): [number, number] => {
    list.sort((a, b) => a - b);
    const cut = Math.floor(list.length * 0.02);
    return [list[cut]!, list[list.length - 1 - cut]!];
  };
  const [west, east] = ends(xs);
  const [north, south] = ends(ys);
  // Room for marks at the edge and for the chips above them.
  const scale = Math.min((width - 120) / (east - west || 1e-6), (height - 160) / (south - north || 1e-6));
  const zoom = Math.max(1, Math.min(8, Math.log2(Math.max(scale, 1) / 512)));
  const y = (north + south) / 2 - 20 / (512 * 2 ** zoom);
  return { lat: latOf(y), lng: ((west + east) / 2 - 0.5) * 360, zoom };
}
