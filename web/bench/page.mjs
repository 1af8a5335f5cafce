// What the page costs with many claims, in the built page over invented ones: node bench/page.mjs [--claims N] [--json FILE]
//
// Where there is no GPU the processor draws the map, and waiting for that is most of a frame whatever the page does. So
// two things are measured apart: how long frames were, and how long the page's own thread worked (scripts, layout,
// paint lists): that is what a reader with a GPU waits for, and a task of more than 50 ms of it is a stutter.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import { launch } from '../e2e/browser.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const argument = (name, other) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? other : process.argv[at + 1];
};
const claims = Number(argument('claims', 100_000));
process.env.TIDINGS_MOCK = String(claims);
if (!process.argv.includes('--built')) await build({ root, logLevel: 'error' });
const server = await preview({ root, logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
const address = `http://127.0.0.1:${server.httpServer.address().port}/`;
const browser = await launch(true);
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });

const LONG = 50;
const round = (n) => Math.round(n * 10) / 10;
const quantile = (list, q) => {
  const sorted = [...list].sort((a, b) => a - b);
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0);
};

/** Tasks of the page's own thread, in ms: how long each took, and how long the processor worked at it. */
function tasksOf(trace) {
  const main = new Set(trace.filter((e) => e.name === 'thread_name' && e.args.name === 'CrRendererMain').map((e) => `${e.pid}.${e.tid}`));
  const byThread = new Map();
  for (const e of trace) {
    const thread = `${e.pid}.${e.tid}`;
    if (e.name !== 'RunTask' || e.ph !== 'X' || !main.has(thread)) continue;
    if (!byThread.has(thread)) byThread.set(thread, []);
    byThread.get(thread).push(e);
  }
  const busiest = [...byThread.values()].sort((a, b) => b.length - a.length)[0] ?? [];
  return busiest.map((e) => ({ wall: e.dur / 1000, cpu: (e.tdur ?? e.dur) / 1000 }));
}

async function measure(name, act) {
  await page.evaluate(() => {
    window.frames_ = [];
    let last = performance.now();
    const tick = (now) => {
      window.frames_.push(now - last);
      last = now;
      window.raf_ = requestAnimationFrame(tick);
    };
    window.raf_ = requestAnimationFrame(tick);
  });
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'] });
  await act();
  await page.waitForTimeout(300);
  const trace = JSON.parse((await browser.stopTracing()).toString()).traceEvents;
  const frames = await page.evaluate(() => {
    cancelAnimationFrame(window.raf_);
    return window.frames_.slice(1);
  });
  const tasks = tasksOf(trace);
  const cpu = tasks.reduce((sum, task) => sum + task.cpu, 0);
  const result = {
    name, frames: frames.length, frame_p50_ms: quantile(frames, 0.5), frame_p95_ms: quantile(frames, 0.95),
    own_ms_per_frame: round(cpu / Math.max(1, frames.length)), own_longest_ms: round(Math.max(0, ...tasks.map((t) => t.cpu))),
    own_tasks_over_50_ms: tasks.filter((t) => t.cpu > LONG).length, tasks_over_50_ms_with_waiting: tasks.filter((t) => t.wall > LONG).length,
  };
  console.log(`${name.padEnd(26)} frame p50 ${result.frame_p50_ms}, p95 ${result.frame_p95_ms} ms; own thread ${result.own_ms_per_frame} ms a frame, `
    + `longest ${result.own_longest_ms} ms, over 50 ms: ${result.own_tasks_over_50_ms} (${result.tasks_over_50_ms_with_waiting} with waiting)`);
  return result;
}

const centre = async (selector) => {
  const box = await page.locator(selector).first().boundingBox();
  return [box.x + box.width / 2, box.y + box.height / 2, box];
};
const loads = [];
for (let k = 0; k < 3; k += 1) {
  const begun = Date.now();
  await page.goto(address);
  await page.locator('[role=treeitem] .voice', { hasText: /\w/ }).first().waitFor();
  loads.push(Date.now() - begun);
}
console.log(`first rows after ${loads.join(', ')} ms`);
await page.waitForTimeout(6000);

const results = [];
results.push(await measure('at rest', () => page.waitForTimeout(1000)));
results.push(await measure('map: drag', async () => {
  const [x, y] = await centre('#pane-map canvas');
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let k = 0; k < 60; k += 1) await page.mouse.move(x + Math.sin(k / 10) * 180, y + Math.cos(k / 10) * 90);
  await page.mouse.up();
}));
results.push(await measure('map: wheel', async () => {
  const [x, y] = await centre('#pane-map canvas');
  await page.mouse.move(x, y);
  for (let k = 0; k < 30; k += 1) {
    await page.mouse.wheel(0, k % 20 < 10 ? -120 : 120);
    await page.waitForTimeout(30);
  }
}));
results.push(await measure('list: wheel', async () => {
  const [x, y] = await centre('[role=tree]');
  await page.mouse.move(x, y);
  for (let k = 0; k < 40; k += 1) await page.mouse.wheel(0, 300);
}));
results.push(await measure('list: arrow keys', async () => {
  await page.getByRole('tree').focus();
  for (let k = 0; k < 20; k += 1) await page.keyboard.press('ArrowDown');
}));
results.push(await measure('facets: eight clicks', async () => {
  for (let k = 0; k < 8; k += 1) {
    await page.locator('#pane-facets details li input').nth(k).click();
    await page.waitForTimeout(50);
  }
}));
await page.locator('#pane-facets .head button').click();
results.push(await measure('timeline: six brushes', async () => {
  const [x, y, box] = await centre('#pane-timeline canvas');
  for (let k = 0; k < 6; k += 1) {
    await page.mouse.move(x - box.width / 5 + k * 10, y);
    await page.mouse.down();
    for (let step = 0; step < 10; step += 1) await page.mouse.move(x - box.width / 5 + k * 10 + step * 12, y);
    await page.mouse.up();
  }
}));
await page.locator('#pane-facets .head button').click();
await page.waitForTimeout(500);
results.push(await measure('another order, grouping', async () => {
  await page.getByLabel('Sort').selectOption('new');
  await page.getByLabel('Group by').selectOption('place');
  await page.getByLabel('Group by').selectOption('event');
}));
await browser.close();
await new Promise((done) => server.httpServer.close(done));

const file = argument('json', null);
if (file) {
  const machine = `${cpus().length} x ${cpus()[0].model.trim()}, headless Chromium, WebGL by SwiftShader (no GPU)`;
  const load = Math.round(loadavg()[0] * 10) / 10;
  writeFileSync(file, `${JSON.stringify({ claims, machine, load_when_measured: load, first_rows_ms: loads, results }, null, 2)}\n`);
}
process.exit(0);
