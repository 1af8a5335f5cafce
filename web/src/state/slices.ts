/** Long work in slices, so that keys, scrolling and what comes in from the server are never kept waiting for it. */

/** Milliseconds of work at a stretch: half of a frame. */
const SLICE_MS = 8;

/** Work that can be left between two steps. */
export type Work<T> = Generator<void, T, void>;

type Scheduler = { yield?: () => Promise<void> };

function breathe(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: Scheduler };
  if (scheduler?.yield) return scheduler.yield();
  return new Promise((done) => setTimeout(done));
}

/** After the next frame is drawn; in a page that is not looked at, which draws none, soon. */
export function drawn(): Promise<void> {
  const frame = new Promise((done) => requestAnimationFrame(done));
  return Promise.race([frame, new Promise((done) => setTimeout(done, 100))]).then(breathe);
}

export function atOnce<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

export async function inSlices<T>(work: Work<T>): Promise<T> {
  let begun = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - begun < SLICE_MS) continue;
    await breathe();
    begun = performance.now();
  }
}
