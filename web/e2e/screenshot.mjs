// The picture of the page in the README: `make screenshot`. Takes the address of a running server and a file.
import { launch } from './browser.mjs';

const [address, file, query = ''] = process.argv.slice(2);
if (!address || !file) throw new Error('usage: node screenshot.mjs ADDRESS FILE.png [QUERY]');
const browser = await launch(true);
const page = await browser.newPage({ viewport: { width: 1600, height: 1000 }, colorScheme: 'light' });
await page.goto(address);
await page.locator('[role=treeitem]:has(.claim)').first().waitFor();
if (query) {
  await page.keyboard.press('/');
  await page.keyboard.type(query);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(1000);
}
await page.locator('[role=treeitem]:has(.claim)').nth(1).click();
await page.locator('.panel .text').waitFor();
await page.locator('#pane-figures section').first().waitFor();
// The map settles: tiles of the base map are cut in a worker.
await page.waitForTimeout(4000);
await page.screenshot({ path: file });
await browser.close();
