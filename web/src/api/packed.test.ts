import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packed } from '../fixtures/pack';
import { makeSituation } from '../fixtures/situation';
import { atOnce, inSlices } from '../state/slices';
import { unpacked } from './packed';
import type { Packed, Situation } from './types';

test('the columns that a server sends are the situation that it sends by rows', () => {
  // Made by a real server: see patch.test.ts.
  const made = JSON.parse(readFileSync('src/fixtures/changes.json', 'utf8')) as { after: Situation; packed: Packed };
  expect(made.after.events.some((e) => e.claims.length > 1 && e.grade !== null)).toBe(true);
  expect(atOnce(unpacked(made.packed))).toEqual(made.after);
});

test('so are the columns of a made-up one, and they are less', async () => {
  const s = makeSituation({ claims: 2000, seed: 3 });
  expect(await inSlices(unpacked(packed(s)))).toEqual(s);
  expect(JSON.stringify(packed(s)).length * 3).toBeLessThan(JSON.stringify(s).length * 2);
});
