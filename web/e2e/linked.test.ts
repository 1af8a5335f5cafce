/** One selection in all panes, what is not known drawn, what is not done in no number; with the map drawn. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launch, open, ready, serve, situationOf, type Served, type SituationOf, type Tab } from './harness';

let server: Served;
let browser: Browser;
let tab: Tab;
let all: SituationOf;

beforeAll(async () => {
  server = await serve();
  all = await situationOf(server);
  browser = await launch(true);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});
afterEach(async () => {
  await tab.page.context().close();
  expect(tab.wrong).toEqual([]);
});

async function begin(search = ''): Promise<Page> {
  tab = await open(browser, server.url + search);
  await ready(tab.page);
  await tab.page.locator('#pane-figures section article').first().waitFor({ timeout: 60_000 });
  await tab.page.getByRole('button', { name: /^Events in view/ }).waitFor({ timeout: 60_000 });
  return tab.page;
}

const selected = (page: Page) => page.locator('[role=treeitem][aria-selected=true]');
const inAddress = (page: Page) => new URL(page.url()).searchParams.get('id');
/** The box around the selected event stands in the part of the timeline that is seen. */
async function seenInTimeline(page: Page): Promise<void> {
  const pane = (await page.locator('#pane-timeline').boundingBox())!;
  await expect
    .poll(async () => {
      const box = await page.locator('#pane-timeline .picked').boundingBox();
      return box !== null && box.y >= pane.y && box.y + box.height <= pane.y + pane.height + 1;
    })
    .toBe(true);
}

describe('one selection', () => {
  test('from a figure to list, timeline, source text and address', async () => {
    const page = await begin();
    const chart = page.locator('#pane-figures article').first();
    await chart.locator('summary').click();
    const figure = chart.locator('tbody tr').nth(1);
    const words = (await figure.getByRole('button').innerText()).trim();
    await figure.getByRole('button').click();
    await selected(page).waitFor();
    await page.locator('.panel mark.mine').first().waitFor();
    expect(inAddress(page)).not.toBeNull();
    expect(all.claims.id).toContain(inAddress(page));
    const report = (await page.getByRole('tabpanel').innerText()).replaceAll(/\s+/g, ' ');
    expect(report).toContain(words.replaceAll(/\s+/g, ' '));
    await page.locator('#pane-figures tr[aria-current=true]').first().waitFor();
    await seenInTimeline(page);
    // The same again from the address alone.
    const id = inAddress(page);
    await page.reload();
    await ready(page);
    await selected(page).waitFor();
    expect(inAddress(page)).toBe(id);
  });

  test('from the map, by its list of events, and back to the map', async () => {
    const page = await begin();
    await page.getByRole('button', { name: /^Events in view/ }).click();
    const events = page.getByRole('list', { name: /^Events in view/ }).getByRole('button');
    const title = (await events.nth(1).locator('span').first().innerText()).split('\n')[0]!;
    await events.nth(1).click();
    await selected(page).waitFor();
    const claim = all.claims.id.indexOf(inAddress(page)!);
    expect(all.events[all.claims.event[claim]!]!.title).toBe(title);
    await page.locator('.panel mark.mine').first().waitFor();
    expect(await events.nth(1).getAttribute('aria-current')).toBe('true');
    await seenInTimeline(page);
    // Another claim of the list: the map's mark goes with it.
    await page.locator('[role=treeitem]:has(.claim)').first().click();
    const other = all.claims.event[all.claims.id.indexOf(inAddress(page)!)]!;
    if (all.events[other]!.title !== title) expect(await events.nth(1).getAttribute('aria-current')).toBe('false');
  });

  test('the place on the map and how near it is are in the address', async () => {
    const page = await begin();
    const box = (await page.locator('#pane-map canvas').first().boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 - 90, box.y + box.height / 2 - 40, { steps: 5 });
    await page.mouse.up();
    const at = () => new URL(page.url()).searchParams.get('lat');
    await expect.poll(at).not.toBeNull();
    const search = new URL(page.url()).search;
    await page.goto(server.url + search);
    await ready(page);
    expect(new URL(page.url()).search).toBe(search);
  });
});

describe('what is not known or not done', () => {
  test('events without a place are counted on the map and can be opened', async () => {
    const page = await begin();
    const placeless = all.events.filter((e) => e.place < 0 || all.places[e.place]!.lat === null).length;
    const chip = page.locator('#pane-map .chips button', { hasText: 'no place' });
    expect(Number(await chip.locator('b').innerText())).toBe(placeless);
    await chip.click();
    const stack = page.locator('#pane-map .stack');
    expect(await stack.locator('header').innerText()).toContain(`${placeless} events`);
    await stack.getByRole('listitem').first().getByRole('button').click();
    await selected(page).waitFor();
    await seenInTimeline(page);
  });

  test('a country is an area at its edge and no pin in its middle', async () => {
    const page = await begin();
    const vast = page.locator('#pane-map .chips button', { hasText: 'Armenia' });
    const events = all.events.filter((e) => all.places[e.place]?.name === 'Armenia');
    expect(events.length).toBeGreaterThan(0);
    const done = events.filter((e) => all.lists.kind[e.kind] === 'happened').length;
    expect(Number(await vast.locator('b').innerText())).toBe(done || events.length);
  });

  test('nothing denied, announced, hypothetical or taken back stands in a history of figures', async () => {
    const page = await begin();
    const points = all.series.flatMap((s) => s.points);
    expect(points.length).toBeGreaterThan(10);
    const kinds = new Set(points.map((p) => all.lists.kind[all.claims.kind[p.claim]!]));
    for (const kind of ['denied', 'announced', 'open', 'withdrawn', 'background']) expect(kinds).not.toContain(kind);
    // Nor does the page put any of them there by itself: what it prints are these points.
    let printed = 0;
    for (const words of await page.locator('#pane-figures article summary').allInnerTexts()) printed += Number(/\d+/.exec(words)![0]);
    expect(printed).toBe(points.length);
  });

  test('copies of one text are one report and one voice, and say that they are copies', async () => {
    const page = await begin('?group=none');
    const copies = all.reports.filter((r) => r.copy_of !== null).length;
    expect(copies).toBeGreaterThan(0);
    expect(await page.locator('.counts').innerText()).toContain(`${all.reports.length - copies} reports`);
    const copied = all.claims.id.find((_, n) => all.reports[all.claims.report[n]!]!.copy_of !== null)!;
    await page.goto(`${server.url}?group=none&id=${encodeURIComponent(copied)}`);
    await selected(page).locator('.chip', { hasText: 'same words copied' }).waitFor();
  });

  test('a pronoun is nobody: it is neither one who acts nor a title without a place', async () => {
    const page = await begin();
    const actors = page.locator('details', { has: page.locator('summary', { hasText: 'Who acts' }) });
    await actors.getByRole('button', { name: /more/ }).click();
    const names = (await actors.locator('label').allInnerTexts()).map((name) => name.toLowerCase());
    expect(names.length).toBeGreaterThan(10);
    for (const word of ['we', 'it', 'he', 'they', 'nobody', 'others']) expect(names).not.toContain(word);
    for (const event of all.events) expect(event.title).not.toMatch(/^,|, (to|from) /);
  });
});

describe('the ground', () => {
  test('is drawn without asking any other host', async () => {
    const page = await begin();
    await page.waitForTimeout(3000);
    const colours = await page.locator('#pane-map').screenshot();
    // A map of one colour would be a few hundred bytes.
    expect(colours.byteLength).toBeGreaterThan(15_000);
    await page.locator('#pane-map .legend summary').click();
    expect(await page.locator('#pane-map .legend').innerText()).toMatch(/disputed border/);
  });
});
