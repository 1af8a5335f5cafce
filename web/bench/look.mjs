// Screenshots of the dev page: node bench/look.mjs OUT_FOLDER [WIDTHxHEIGHT] QUERY... (needs `npm run dev`).
import { mkdirSync } from 'node:fs';
import { launch } from '../e2e/browser.mjs';

const [out, ...rest] = process.argv.slice(2);
const size = /^\d+x\d+$/.test(rest[0] ?? '') ? rest.shift().split('x').map(Number) : [1400, 900];
const browser = await launch(true);
mkdirSync(out, { recursive: true });
const page = await browser.newPage({ viewport: { width: size[0], height: size[1] } });
page.on('console', (m) => ['error', 'warning'].includes(m.type()) && console.log(m.type(), m.text()));
page.on('pageerror', (e) => console.log('error', e.message));
page.on('request', (r) => new URL(r.url()).hostname !== '127.0.0.1' && console.log('FOREIGN', r.url()));
for (const query of rest) {
  const [search, ...steps] = query.split(' ');
  await page.goto(`http://127.0.0.1:${process.env.PORT ?? 5173}/dev/panes.html?${search}`);
  await page.waitForTimeout(Number(process.env.WAIT ?? 3500));
  for (const step of steps) await page.evaluate(step);
  if (steps.length) await page.waitForTimeout(1500);
  const file = `${out}/${query.replace(/[^a-z0-9.-]+/gi, '_').slice(0, 90)}-${size[0]}.png`;
  await page.screenshot({ path: file });
  console.log(file);
}
await browser.close();
