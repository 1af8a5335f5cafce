/** Reads the example reports into a ledger once; every test file works on a copy of it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** The program, built with the page in it. */
export function program(): string {
  const target = process.env['CARGO_TARGET_DIR'] ?? join(ROOT, 'target');
  const found = [process.env['TIDINGS'], join(target, 'release/tidings'), join(target, 'quick/tidings')].find(
    (path) => path !== undefined && existsSync(path),
  );
  if (found === undefined) throw new Error('there is no `tidings`: `make page build` first, or say where in $TIDINGS');
  return resolve(found);
}

export const EXAMPLES = join(ROOT, 'examples/karabakh');

export function environment(): NodeJS.ProcessEnv {
  return { ...process.env, TIDINGS_DATA: process.env['TIDINGS_DATA'] ?? join(ROOT, 'models') };
}

export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-page-'));
  const ledger = join(folder, 'karabakh.tidings');
  execFileSync(program(), ['add', EXAMPLES, '--ledger', ledger, '--quiet'], { env: environment() });
  const nothing = join(folder, 'nothing');
  mkdirSync(nothing);
  // A ledger is made only for a report: one that says nothing.
  writeFileSync(join(nothing, 'silent.txt'), '\n');
  execFileSync(program(), ['add', nothing, '--ledger', join(folder, 'empty.tidings'), '--quiet'], { env: environment() });
  process.env['TIDINGS_E2E'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
