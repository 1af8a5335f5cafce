/** A server over a copy of the example ledger, and a browser that tells of every request and error. */
import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Situation } from '../src/api/types';
import { environment, program } from './setup';

export { launch } from './browser.mjs';

export interface Served {
  url: string;
  ledger: string;
  stop: () => Promise<void>;
}

export interface Serving {
  /** Lines of tokens: the server asks for one. */
  tokens?: string;
  /** Begins with a ledger that has nothing in it. */
  empty?: boolean;
  /** Goes on with what another server has left, at its address. */
  again?: Served;
}

export async function serve(options: Serving = {}): Promise<Served> {
  const folder = process.env['TIDINGS_E2E']!;
  const own = mkdtempSync(join(folder, 'run-'));
  const ledger = options.again?.ledger ?? join(own, 'situation.tidings');
  if (!options.again) copyFileSync(join(folder, options.empty ? 'empty.tidings' : 'karabakh.tidings'), ledger);
  const port = options.again ? new URL(options.again.url).port : '0';
  const args = ['serve', ledger, '--port', port];
  if (options.tokens !== undefined) {
    writeFileSync(join(own, 'tokens'), options.tokens);
    args.push('--tokens', join(own, 'tokens'));
  }
  const server = spawn(program(), args, {
    // In a folder that has nothing else: the page can only come out of the program itself.
    cwd: own, env: environment(), stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { url: await addressOf(server), ledger, stop: () => stop(server) };
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let told = '';
    const hear = (bytes: Buffer) => {
      told += bytes.toString();
      const url = /http:\/\/[\w.:[\]]+\//.exec(told)?.[0];
      if (url !== undefined) done(url);
    };
    server.stdout?.on('data', hear);
    server.stderr?.on('data', hear);
    server.on('exit', (code) => fail(new Error(`the server ended with ${code}: ${told}`)));
  });
}

function stop(server: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (server.exitCode !== null) return done();
    server.removeAllListeners('exit');
    server.on('exit', () => done());
    server.kill('SIGINT');
    setTimeout(() => server.kill('SIGKILL'), 5000).unref();
    return undefined;
  });
}

/** A page, and what went wrong or went elsewhere while it was open. */
export interface Tab {
  page: Page;
  /** Requests to another host, errors, refusals of the content security policy. */
  wrong: string[];
}

export async function open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const wrong: string[] = [];
  const origin = new URL(url).origin;
  page.on('request', (request) => {
    const to = request.url();
    if (!to.startsWith(origin) && !/^(data|blob|about):/.test(to)) wrong.push(`asks ${to}`);
  });
  page.on('pageerror', (error) => wrong.push(`error ${error.message}`));
  page.on('console', (message) => {
    // A refusal by the server is a part of the tests; its line in the console names the status.
    if (message.type() === 'error' && !/status of (401|403|409|410|422)/.test(message.text())) {
      wrong.push(`console ${message.text()}`);
    }
  });
  await page.goto(url);
  return { page, wrong };
}

/** What the tests look up in the situation that the page is drawn from. */
export type SituationOf = Pick<Situation, 'claims' | 'events' | 'places' | 'lists' | 'reports' | 'series'>;

export async function situationOf(server: Served): Promise<SituationOf> {
  return (await (await fetch(`${server.url}api/v1/situation`)).json()) as SituationOf;
}

/** How many claims and reports the example ledger comes to, copies of one text as one report. */
export async function whole(server: Served): Promise<{ claims: number; reports: number }> {
  const { claims, reports } = await situationOf(server);
  return { claims: claims.id.length, reports: new Set(claims.report.map((r) => reports[r]!.copy_of ?? r)).size };
}

/** Until the first rows of the list have their cards. */
export async function ready(page: Page): Promise<void> {
  await page.locator('[role=treeitem] .voice').first().waitFor();
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** No fault that axe finds. */
export async function axe(page: Page, where: string): Promise<void> {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    type Axe = { run: (o: object) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> };
    const { axe } = window as unknown as { axe: Axe };
    const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 160)} ${n.failureSummary ?? ''}`).join(' | ')}`);
  });
  expect(found, where).toEqual([]);
}
