// How long until the page of a running server can be used: node bench/first.mjs ADDRESS [TIMES]. From asking for the page to
// the first rows of the list with their words, in a browser that has nothing of it; and how many bytes came for it.
import { cpus, loadavg } from 'node:os';
import { launch } from '../e2e/browser.mjs';

const [address, times = '5'] = process.argv.slice(2);
if (!address) throw new Error('usage: node bench/first.mjs ADDRESS [TIMES]');
const browser = await launch(true);
const first_rows_ms = [];
const first_paint_ms = [];
let bytes = {};
for (let k = 0; k < Number(times); k += 1) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const begun = Date.now();
  await page.goto(address, { waitUntil: 'commit' });
  await page.locator('[role=treeitem] .voice', { hasText: /\w/ }).first().waitFor();
  first_rows_ms.push(Date.now() - begun);
  const told = await page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null,
    parts: performance.getEntriesByType('resource').map((r) => [new URL(r.name).pathname, r.encodedBodySize, r.decodedBodySize]),
  }));
  first_paint_ms.push(Math.round(told.paint));
  bytes = Object.fromEntries(told.parts.filter(([path]) => path.includes('/situation')).map(([path, sent, read]) => [path, { sent, read }]));
  await context.close();
}
await browser.close();
const machine = `${cpus().length} x ${cpus()[0].model.trim()}`;
console.log(JSON.stringify({ machine, load_when_measured: Math.round(loadavg()[0] * 10) / 10, first_paint_ms, first_rows_ms, bytes }, null, 2));
process.exit(0);
