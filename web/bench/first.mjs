// How long until the page of a running server can be used: node bench/first.mjs ADDRESS [TIMES]. From asking for the page to
// the first rows of the list with their words, in a browser that has nothing of it; how long the page's own thread worked
// until then, by the processor's clock, which other work on the machine does not stretch; its longest task; and how many
// bytes came for it.
import { cpus, loadavg } from 'node:os';
import { launch } from '../e2e/browser.mjs';

const [address, times = '5'] = process.argv.slice(2);
if (!address) throw new Error('usage: node bench/first.mjs ADDRESS [TIMES]');
const browser = await launch(true);
const first_rows_ms = [];
const first_paint_ms = [];
const own_thread_ms = [];
const longest_task_ms = [];
let bytes = {};
for (let k = 0; k < Number(times); k += 1) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  const worked = async () => (await devtools.send('Performance.getMetrics')).metrics.find((m) => m.name === 'ThreadTime')?.value ?? 0;
  const idle = await worked();
  const begun = Date.now();
  await page.goto(address, { waitUntil: 'commit' });
  await page.locator('[role=treeitem] .voice', { hasText: /\w/ }).first().waitFor();
  first_rows_ms.push(Date.now() - begun);
  own_thread_ms.push(Math.round(((await worked()) - idle) * 1000));
  const told = await page.evaluate(async () => ({
    longest: await new Promise((done) => {
      const watch = new PerformanceObserver((list) => done(Math.max(...list.getEntries().map((e) => e.duration))));
      watch.observe({ type: 'longtask', buffered: true });
      setTimeout(() => done(0), 100);
    }),
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null,
    parts: performance.getEntriesByType('resource').map((r) => [new URL(r.name).pathname, r.encodedBodySize, r.decodedBodySize]),
  }));
  first_paint_ms.push(Math.round(told.paint));
  longest_task_ms.push(told.longest);
  bytes = Object.fromEntries(told.parts.filter(([path]) => path.includes('/situation')).map(([path, sent, read]) => [path, { sent, read }]));
  await context.close();
}
await browser.close();
const machine = `${cpus().length} x ${cpus()[0].model.trim()}`;
console.log(JSON.stringify({ machine, load_when_measured: Math.round(loadavg()[0] * 10) / 10, first_paint_ms, first_rows_ms, own_thread_ms, longest_task_ms, bytes }, null, 2));
process.exit(0);
