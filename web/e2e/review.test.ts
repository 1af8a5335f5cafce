/** Deciding: each act by key or click, logged, undone, seen by others, and told when it is stale. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launch, open, ready, serve, whole, type Served, type Tab } from './harness';

let server: Served;
let browser: Browser;
const tabs: Tab[] = [];

beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => browser?.close());
afterEach(async () => {
  const wrong = tabs.flatMap((tab) => tab.wrong);
  for (const tab of tabs.splice(0)) await tab.page.context().close();
  await server?.stop();
  expect(wrong).toEqual([]);
});

async function begin(search = '', options: Parameters<typeof serve>[0] = {}): Promise<Page> {
  server = await serve(options);
  return another(search);
}

async function another(search = ''): Promise<Page> {
  const tab = await open(browser, server.url + search);
  tabs.push(tab);
  await ready(tab.page);
  return tab.page;
}

const claims = (page: Page) => page.locator('[role=treeitem]:has(.claim)');
const selected = (page: Page) => page.locator('[role=treeitem][aria-selected=true]');
const dialog = (page: Page) => page.getByRole('dialog');

async function fill(page: Page, who: string, why: string): Promise<void> {
  await dialog(page).getByLabel('Who decides').fill(who);
  await dialog(page).getByLabel('Why', { exact: true }).fill(why);
}

async function send(page: Page): Promise<void> {
  await dialog(page).getByRole('button', { name: 'Decide' }).click();
  await dialog(page).waitFor({ state: 'detached' });
}

const decisions = async () => (await (await fetch(`${server.url}api/v1/decisions`)).json()) as { what: string; who: string; why: string; fate: string }[];

describe('deciding', () => {
  test('accept by key asks who once and why, and the queue gets shorter', async () => {
    const page = await begin('?sort=old');
    const waits = async () => Number(/\d+/.exec(await page.locator('.waits').innerText())![0]);
    const before = await waits();
    await page.keyboard.press('n');
    await page.keyboard.press('a');
    await fill(page, 'Ann', 'read it twice');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    await selected(page).locator('.chip', { hasText: 'accepted' }).waitFor();
    expect(await waits()).toBe(before - 1);
    await page.keyboard.press('n');
    await page.keyboard.press('a');
    expect(await dialog(page).getByLabel('Who decides').inputValue()).toBe('Ann');
    await page.keyboard.press('Escape');
    expect(await decisions()).toMatchObject([{ who: 'Ann', why: 'read it twice', fate: 'in effect' }]);
  });

  test('edit by click, seen in the values and in the record, and undone by key', async () => {
    const page = await begin('?stance=assert');
    await claims(page).first().click();
    await page.getByRole('button', { name: /^edit e/ }).click();
    await dialog(page).getByLabel('Field').selectOption('speaker');
    await dialog(page).getByLabel('Value').fill('Council of Tarn');
    await fill(page, 'Ann', 'it is the council');
    await send(page);
    await selected(page).locator('.voice', { hasText: 'Council of Tarn' }).waitFor();
    await page.getByRole('tab', { name: 'Record' }).click();
    await page.getByText('it is the council').waitFor();
    await page.keyboard.press('u');
    await dialog(page).getByRole('radio').first().check();
    await fill(page, 'Ann', 'it was not');
    await send(page);
    await selected(page).locator('.voice', { hasNotText: 'Council of Tarn' }).waitFor();
  });

  test('what is rejected leaves the page and can be taken back', async () => {
    const page = await begin('?group=none');
    await claims(page).first().click();
    const text = await selected(page).locator('.text').innerText();
    const { claims: before } = await whole(server);
    const exported = async () => (await (await fetch(`${server.url}api/v1/export/csv`)).text()).match(/^"?c-[0-9a-f]{12}-/gm)!.length;
    expect(await exported()).toBe(before);
    await page.keyboard.press('r');
    await fill(page, 'Ann', 'no claim');
    await send(page);
    const { claims: left } = await whole(server);
    await page.getByText(`${left} claims`).waitFor();
    // Nor does it leave the page in any other way.
    expect(await exported()).toBe(left);
    await page.getByRole('button', { name: '1 rejected' }).click();
    expect(await dialog(page).innerText()).toContain(text.replaceAll(/^… |…$/g, '').slice(0, 25));
    await dialog(page).getByRole('button', { name: 'take back' }).click();
    await dialog(page).last().getByLabel('Who decides').waitFor();
    await dialog(page).last().getByRole('button', { name: 'Decide' }).click();
    await page.getByText(`${left + 1} claims`).first().waitFor();
  });

  test('join, split, link and note', async () => {
    const page = await begin('?group=none&sort=old');
    // Mark the first by the space bar, join the third to it.
    await claims(page).first().click();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('m');
    expect(await dialog(page).getByRole('checkbox').first().isChecked()).toBe(true);
    await fill(page, 'Ann', 'one event');
    await send(page);
    await page.keyboard.press('s');
    await fill(page, 'Ann', 'two after all');
    await send(page);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('x');
    await dialog(page).getByLabel('How they stand').selectOption('differs');
    await fill(page, 'Ann', 'other figures');
    await send(page);
    await selected(page).locator('.chip', { hasText: 'another figure' }).waitFor();
    await page.keyboard.press('o');
    await dialog(page).getByLabel('Note', { exact: true }).fill('ask the paper');
    await fill(page, 'Ann', '');
    await send(page);
    await selected(page).locator('.chip', { hasText: '✐ 1' }).waitFor();
    expect((await decisions()).length).toBe(4);
  });

  test('every act has its key and its button, and both open the same question', async () => {
    const page = await begin('?group=none&sort=old');
    await claims(page).first().click();
    await claims(page).nth(1).click();
    const acts: [string, string][] = [
      ['accept', 'a'], ['edit', 'e'], ['reject', 'r'], ['split', 's'], ['join', 'm'], ['link', 'x'], ['note', 'o'], ['undo', 'u'],
    ];
    for (const [act, key] of acts) {
      await page.keyboard.press(key);
      const byKey = await dialog(page).getByRole('heading').innerText();
      expect(byKey.toLowerCase(), act).toContain(act);
      await page.keyboard.press('Escape');
      await dialog(page).waitFor({ state: 'detached' });
      await page.getByRole('toolbar').getByRole('button', { name: new RegExp(`^${act} ${key}$`) }).click();
      expect(await dialog(page).getByRole('heading').innerText()).toBe(byKey);
      await page.keyboard.press('Escape');
      await dialog(page).waitFor({ state: 'detached' });
    }
    // What waits comes first, and `next` leads there.
    await page.goto(`${server.url}?group=none`);
    await ready(page);
    expect(await claims(page).first().locator('.chip', { hasText: 'waits' }).count()).toBe(1);
    await page.keyboard.press('n');
    expect(await selected(page).locator('.chip', { hasText: 'waits' }).count()).toBe(1);
    expect(await decisions()).toEqual([]);
  });

  test('a key that comes at once after Escape opens its question, and it stays', async () => {
    const page = await begin('?group=none&sort=old');
    await claims(page).first().click();
    await page.keyboard.press('a');
    await dialog(page).getByRole('heading').waitFor();
    // Quicker than a hand: the key comes before the browser has said that the dialog is closed.
    await page.evaluate(async () => {
      document.querySelector('dialog')!.requestClose();
      await Promise.resolve();
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'r', bubbles: true, cancelable: true }));
      await new Promise((done) => setTimeout(done, 300));
    });
    expect(await dialog(page).getByRole('heading').innerText({ timeout: 1000 })).toMatch(/reject/i);
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
  });

  test('two people see each other without reloading, and the selection stays', async () => {
    const ann = await begin('?group=none&sort=old');
    const bo = await another('?group=none&sort=old');
    await claims(bo).nth(2).click();
    const id = new URL(bo.url()).searchParams.get('id');
    await claims(ann).first().click();
    await ann.keyboard.press('a');
    await fill(ann, 'Ann', 'right');
    await send(ann);
    await bo.getByText('Ann has decided something').waitFor();
    await claims(bo).locator('.chip', { hasText: 'accepted' }).waitFor();
    expect(new URL(bo.url()).searchParams.get('id')).toBe(id);
    expect(await selected(bo).count()).toBe(1);
  });

  test('a connection that is lost is told, and what was decided meanwhile is there when it is back', async () => {
    const page = await begin('?group=none&sort=old');
    await claims(page).first().click();
    // All parts of the page are there; what is still on its way when the server goes is a refusal as well.
    await page.locator('#pane-map .legend').waitFor();
    await server.stop();
    await page.getByRole('status').filter({ hasText: 'No connection to the server' }).waitFor();
    server = await serve({ again: server });
    const id = new URL(page.url()).searchParams.get('id')!;
    const answer = await fetch(`${server.url}api/v1/decisions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Tidings': '1' },
      body: JSON.stringify({ expected: 0, who: 'Bo', why: 'right', act: { accept: { claim: id } } }),
    });
    expect(answer.status).toBe(201);
    await selected(page).locator('.chip', { hasText: 'accepted' }).waitFor({ timeout: 40_000 });
    await page.getByText('No connection to the server').waitFor({ state: 'detached' });
    const refused = tabs[0]!.wrong.splice(0);
    for (const line of refused) expect(line).toMatch(/ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|CONNECTION_RESET)|Worker failed to load/);
  });

  test('what is exported is what the filters of review, kind and precision leave', async () => {
    const page = await begin('?group=none&sort=old');
    await claims(page).first().click();
    await page.keyboard.press('a');
    await fill(page, 'Ann', 'right');
    await send(page);
    const rows = async (n: number) => {
      await page.getByRole('button', { name: /^Export/ }).click();
      await page.getByText(`${n} claim${n === 1 ? '' : 's'}, as on the page.`).waitFor();
      const href = await page.getByRole('link', { name: /^CSV, all/ }).getAttribute('href');
      const csv = await (await page.request.get(new URL(href!, server.url).href)).text();
      await page.keyboard.press('Escape');
      // Quoted fields may run over lines; each row begins with the id of its claim.
      return csv.split(/\r?\n/).filter((line) => /^"?c-[0-9a-f]{12}-/.test(line));
    };
    const facet = (name: string, value: string) =>
      page.locator('details', { has: page.locator('summary', { hasText: name }) }).locator('li', { hasText: value }).locator('input');
    await facet('Review', 'accepted').check();
    const accepted = await rows(1);
    expect(accepted.length).toBe(1);
    expect(accepted[0]).toContain('accepted');
    await facet('Review', 'accepted').uncheck();
    for (const address of ['?kind=denied&kind=announced', '?precision=area&lang=en', '?actor=-', '?kind=withdrawn&review=unreviewed']) {
      await page.goto(server.url + address);
      await ready(page);
      const n = Number(/\d+/.exec(await page.locator('.counts b').innerText())![0]);
      expect(n, address).toBeGreaterThan(0);
      expect((await rows(n)).length, address).toBe(n);
    }
  });

  test('a stale edit is told so, with what came in between, and keeps what was typed', async () => {
    const ann = await begin('?group=none');
    const bo = await another('?group=none');
    await claims(bo).first().click();
    await bo.keyboard.press('e');
    await dialog(bo).getByLabel('Field').selectOption('speaker');
    await dialog(bo).getByLabel('Value').fill('Council of Tarn');
    await fill(bo, 'Bo', 'typed with care');
    await claims(ann).nth(1).click();
    await ann.keyboard.press('a');
    await fill(ann, 'Ann', 'quicker');
    await send(ann);
    await dialog(bo).getByRole('button', { name: 'Decide' }).click();
    const alert = dialog(bo).getByRole('alert');
    await alert.getByText('quicker').waitFor();
    expect(await dialog(bo).getByLabel('Value').inputValue()).toBe('Council of Tarn');
    expect(await dialog(bo).getByLabel('Why', { exact: true }).inputValue()).toBe('typed with care');
    expect((await decisions()).length).toBe(1);
    await dialog(bo).getByRole('button', { name: 'Send it all the same' }).click();
    await dialog(bo).waitFor({ state: 'detached' });
    expect((await decisions()).map((d) => d.who)).toEqual(['Ann', 'Bo']);
  });

  test('a token is asked for; a reader reads; a reviewer decides in its own name', async () => {
    server = await serve({ tokens: 'reader-token-0123456 reader Rita Reader\nreview-token-0123456 reviewer Vera Reviewer\n' });
    const tab = await open(browser, server.url);
    tabs.push(tab);
    const { page } = tab;
    const enter = async (token: string) => {
      await page.getByLabel('Token').fill(token);
      await page.getByRole('button', { name: 'Enter' }).click();
    };
    await enter('nobody-has-this-one');
    await page.getByRole('alert').getByText('not known').waitFor();
    await enter('reader-token-0123456');
    await ready(page);
    await claims(page).first().click();
    expect(await page.getByRole('button', { name: /^accept/ }).isDisabled()).toBe(true);
    await page.keyboard.press('a');
    await page.getByText('may only read').waitFor();
    await page.context().clearCookies();
    await page.reload();
    await enter('review-token-0123456');
    await ready(page);
    await page.keyboard.press('a');
    expect(await dialog(page).getByLabel('Who decides').inputValue()).toBe('Vera Reviewer');
    await dialog(page).getByLabel('Why', { exact: true }).fill('mine');
    await send(page);
  });
});
