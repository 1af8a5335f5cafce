/** Sizes of the panes: columns in pixels, rows as parts of the height. */
import { keep, keptJson } from './kept';

interface Sizes {
  left: number;
  right: number;
  map: number;
  timeline: number;
  list: number;
}

/** Part of the width that claims and source take at first. */
const RIGHT = 0.32;

/** Windows lower than this give some of the map to the figures, which say nothing when they are cut. */
const LOW = 820;

const FIRST: Sizes = {
  left: innerWidth < 1200 ? 188 : 216,
  right: Math.min(620, Math.round(innerWidth * RIGHT)),
  map: innerHeight < LOW ? 0.4 : 0.46,
  timeline: 0.25,
  list: 0.5,
};
export const LEAST = { left: 150, right: 300, centre: 360, row: 90 };

function fits(value: unknown): value is Sizes {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(FIRST).every((key) => Number.isFinite((value as Record<string, unknown>)[key]))
  );
}

class LayoutStore {
  sizes: Sizes = $state.raw(keptJson('layout', FIRST, fits));
  /** Of the part between the bars. */
  width = $state(1200);
  height = $state(700);

  /** Columns as they fit: the centre never goes under its least width. */
  left = $derived(
    Math.max(LEAST.left, Math.min(this.sizes.left, this.width - LEAST.centre - LEAST.right)),
  );
  right = $derived(
    Math.max(LEAST.right, Math.min(this.sizes.right, this.width - this.left - LEAST.centre)),
  );

  set(patch: Partial<Sizes>): void {
    this.sizes = { ...this.sizes, ...patch };
    keep('layout', JSON.stringify(this.sizes));
  }
}

export const layout = new LayoutStore();
