import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Unfit, patched } from './patch';
import type { Change, Situation } from './types';

// Made by a real server: WRITE_CHANGES=web/src/fixtures/changes.json cargo test -p tidings-server --test contract
const made = JSON.parse(readFileSync('src/fixtures/changes.json', 'utf8')) as {
  before: Situation;
  changes: Change[];
  after: Situation;
};

test('a situation that is taken over change by change is the one that is loaded whole', () => {
  const kept = JSON.stringify(made.before);
  expect(made.changes.length).toBeGreaterThan(5);
  expect(made.changes.reduce(patched, made.before)).toEqual(made.after);
  expect(JSON.stringify(made.before)).toBe(kept);
});

test('a change of another version is refused', () => {
  expect(() => patched(made.before, made.changes[1]!)).toThrow(Unfit);
});
