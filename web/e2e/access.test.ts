/** For everybody: no fault that axe finds, and the whole way by keyboard alone. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { axe, launch, open, ready, serve, type Served, type Tab } from './harness';

let server: Served;
let browser: Browser;
let tab: Tab;

beforeAll(async () => {
  server = await serve();
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

describe('access', () => {
  test.each(['light', 'dark'] as const)('axe finds nothing: %s', async (colorScheme) => {
    tab = await open(browser, server.url, { colorScheme, viewport: { width: 1280, height: 800 } });
    const { page } = tab;
    await ready(page);
    await page.locator('#pane-figures section').waitFor({ timeout: 60_000 });
    await axe(page, 'first');
    await page.locator('[role=treeitem]:has(.claim)').first().click();
    await page.locator('.panel .text').waitFor();
    await axe(page, 'a claim');
    await page.getByRole('tab', { name: /Values/ }).click();
    await page.locator('dl .value').first().waitFor();
    await axe(page, 'values');
    await page.keyboard.press('e');
    await page.getByRole('dialog').getByLabel('Value').waitFor();
    await axe(page, 'a decision');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '+ Add' }).click();
    await axe(page, 'adding');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Export/ }).click();
    await page.getByText('as on the page').waitFor();
    await axe(page, 'export');
  });

  test('from the filter to a decision without a mouse', async () => {
    tab = await open(browser, server.url);
    const { page } = tab;
    await ready(page);
    const waits = () => page.locator('.waits').innerText();
    const before = await waits();
    await page.keyboard.press('/');
    await page.keyboard.type('killed>=10');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('.counts b')?.textContent?.includes(' of '));
    await page.keyboard.press('F6');
    const pane = () => page.evaluate(() => document.activeElement?.closest('[id^=pane-]')?.id ?? '');
    const seen = new Set<string>();
    for (let i = 0; i < 12; i += 1) {
      seen.add(await pane());
      await page.keyboard.press('F6');
    }
    for (const id of ['facets', 'map', 'timeline', 'figures', 'claims', 'source', 'keys']) expect(seen).toContain(`pane-${id}`);
    while ((await pane()) !== 'pane-claims') await page.keyboard.press('F6');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.locator('[role=treeitem][aria-selected=true] .claim').waitFor();
    const active = await page.getByRole('tree').getAttribute('aria-activedescendant');
    expect(await page.locator('[role=treeitem][aria-selected=true]').getAttribute('id')).toBe(active);
    await page.keyboard.press('Enter');
    expect(await pane()).toBe('pane-source');
    await page.keyboard.press('a');
    await page.keyboard.type('read');
    const focused = await page.evaluate(() => (document.activeElement as HTMLInputElement).value);
    expect(focused).toBe('read');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.type('Kay');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await waits()).not.toBe(before);
  });

  test('keys are off when they are turned off', async () => {
    tab = await open(browser, server.url);
    const { page } = tab;
    await ready(page);
    await page.locator('[role=treeitem]:has(.claim)').first().click();
    await page.getByLabel('Single keys').uncheck();
    await page.getByRole('tree').focus();
    await page.keyboard.press('r');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test.each([
    [1024, 700],
    [1440, 900],
    [2200, 1200],
  ])('at %i by %i every pane is there, and what is in it can be read', async (width, height) => {
    tab = await open(browser, server.url, { viewport: { width, height } });
    const { page } = tab;
    await ready(page);
    await page.locator('#pane-figures article canvas').first().waitFor({ timeout: 60_000 });
    expect(await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight])).toEqual([width, height]);
    for (const id of ['facets', 'map', 'timeline', 'figures', 'claims', 'source', 'keys']) {
      const box = (await page.locator(`#pane-${id}`).boundingBox())!;
      expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height, id).toBe(true);
    }
    // A chart is seen with its days and the key of its lines.
    const pane = (await page.locator('#pane-figures').boundingBox())!;
    const chart = (await page.locator('#pane-figures article .plot').first().boundingBox())!;
    const key = (await page.locator('#pane-figures article ul li').first().boundingBox())!;
    expect(chart.y + chart.height).toBeLessThanOrEqual(pane.y + pane.height);
    expect(key.y + key.height).toBeLessThanOrEqual(pane.y + pane.height);
    // No name of a facet is cut off.
    const cut = await page.locator('#pane-facets label').evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1).length);
    expect(cut).toBe(0);
  });

  test('at 1024 pixels nothing runs out of the page', async () => {
    tab = await open(browser, server.url, { viewport: { width: 1024, height: 768 } });
    const { page } = tab;
    await ready(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1024);
    const cut = await page.locator('header').first().evaluate((bar) => bar.scrollWidth > bar.clientWidth);
    expect(cut).toBe(false);
  });
});
