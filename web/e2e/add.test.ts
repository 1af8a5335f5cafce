/** Reports come in by paste, drop and choice; whatever is in them stays text. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launch, open, ready, serve, type Served, type Tab } from './harness';

let server: Served;
let browser: Browser;
let tab: Tab;

beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => browser?.close());
afterEach(async () => {
  await tab.page.context().close();
  await server.stop();
  expect(tab.wrong).toEqual([]);
});

async function begin(options: Parameters<typeof serve>[0]): Promise<Page> {
  server = await serve(options);
  tab = await open(browser, server.url);
  await tab.page.getByRole('tree').or(tab.page.getByText('There is no claim in this ledger yet.')).first().waitFor();
  return tab.page;
}

const REPORT = 'Seven people were killed near Tarn on Monday, the regional council said.\n\nThe mayor denied it.';

async function drop(page: Page, name: string, type: string, text: string): Promise<void> {
  const files = await page.evaluateHandle(
    ([name, type, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text!], name!, { type: type! }));
      return data;
    },
    [name, type, text],
  );
  await page.dispatchEvent('#pane-claims', 'drop', { dataTransfer: files });
}

describe('adding', () => {
  test('an empty ledger says what to do; a pasted text is read and its claims appear', async () => {
    const page = await begin({ empty: true });
    await page.getByRole('button', { name: 'Add reports' }).click();
    await page.getByLabel('Or paste a text').fill(REPORT);
    await page.getByLabel('Published').fill('2024-05-07');
    await page.getByLabel('Publisher').fill('Tarn Courier');
    await page.getByRole('button', { name: 'Add the text' }).click();
    await page.locator('.chip', { hasText: 'done' }).waitFor({ timeout: 60_000 });
    await page.keyboard.press('Escape');
    await ready(page);
    expect(await page.locator('.text').allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringContaining('Seven people were killed')]),
    );
  });

  test('a dropped report stays text, whatever is in it', async () => {
    const page = await begin({});
    const hostile = `<html><head><title>&lt;img src=x onerror=alert(1)&gt; &lt;script&gt;alert(2)&lt;/script&gt;</title></head>
      <body><article><h1>&lt;img src=x onerror=alert(1)&gt; in Tarn</h1>
      <p>Three people were killed in Tarn on 3 May 2024, &lt;img src=x onerror="document.title='owned'"&gt; Mayor
      &lt;b&gt;Bold&lt;/b&gt; &lt;script&gt;document.title='owned'&lt;/script&gt; said. ${'He repeated that three people were killed. '.repeat(4)}</p>
      <script>document.title = 'owned'</script></article></body></html>`;
    let asked = false;
    page.on('dialog', (shown) => {
      asked = true;
      void shown.dismiss();
    });
    await drop(page, '"><img src=x onerror=alert(3)>.html', 'text/html', hostile);
    await page.locator('.chip', { hasText: 'done' }).waitFor({ timeout: 60_000 });
    await page.keyboard.press('Escape');
    const search = page.getByRole('searchbox', { name: 'Filter', exact: true });
    await search.fill('killed=3 place:Tarn or "three people"');
    await search.press('Enter');
    await page.waitForFunction(() => !document.querySelector('.counts b')?.textContent?.startsWith('2'));
    await page.locator('[role=treeitem]:has(.claim)').first().click();
    await page.locator('.panel .text').waitFor();
    expect(await page.locator('.panel .text').innerText()).toContain('onerror');
    expect(await page.locator('.panel').locator('img, script, b').count()).toBe(0);
    expect(await page.locator('#page img, #page script').count()).toBe(0);
    expect(await page.title()).not.toContain('owned');
    expect(asked).toBe(false);
  });

  test('a page of HTML pasted anywhere is read, and tells how far it is', async () => {
    const page = await begin({ empty: true });
    const told = new Set<string>();
    await page.exposeFunction('tell', (state: string) => told.add(state));
    await page.evaluate(() => {
      new MutationObserver(() => {
        for (const chip of document.querySelectorAll('dialog li .chip')) {
          (window as unknown as { tell: (s: string) => void }).tell(chip.textContent!.trim());
        }
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
      const data = new DataTransfer();
      data.setData('text/plain', '<html><body><article><p>Seven people were killed near Tarn on 3 May 2024, the regional council said.</p></article></body></html>');
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Or paste a text').inputValue()).toContain('Seven people were killed');
    await dialog.getByLabel('Publisher').fill('Tarn Courier');
    await dialog.getByRole('button', { name: 'Add the text' }).click();
    await dialog.getByRole('progressbar').waitFor();
    await dialog.locator('.chip', { hasText: 'done' }).waitFor({ timeout: 60_000 });
    expect([...told].some((state) => /waits|being read/.test(state)), [...told].join()).toBe(true);
    await page.keyboard.press('Escape');
    await ready(page);
    // The words of the page are the report, its marks are not.
    expect(await page.locator('[role=treeitem] .text').first().innerText()).toMatch(/^…? ?Seven people were killed/);
    expect(await page.locator('#page').innerText()).not.toContain('<article>');
  });

  test('graphic detail is covered in the list and in the report until it is asked for', async () => {
    const page = await begin({ empty: true });
    const told = 'Two mutilated bodies were found near Tarn on Monday, the regional council said.';
    await drop(page, 'found.txt', 'text/plain', `${told}\n\nThe road to Tarn is closed, the mayor said.`);
    await page.locator('.chip', { hasText: 'done' }).waitFor({ timeout: 60_000 });
    await page.keyboard.press('Escape');
    await ready(page);
    const covered = page.locator('[role=treeitem]:has(.claim)', { hasText: 'graphic detail' }).first();
    await covered.click();
    const panel = page.locator('.panel .text');
    await panel.waitFor();
    expect(await page.locator('#pane-claims').innerText()).not.toContain('mutilated');
    expect(await page.locator('#pane-source').innerText()).not.toContain('mutilated');
    await panel.getByRole('button', { name: /Show it/ }).first().click();
    await panel.getByText('mutilated').first().waitFor();
  });

  test('the same report again is known', async () => {
    const page = await begin({ empty: true });
    for (const outcome of ['added', 'was there already']) {
      await drop(page, 'report.txt', 'text/plain', REPORT);
      await page.getByText(outcome).first().waitFor({ timeout: 25_000 });
    }
  });
});
