import { expect, test } from 'vitest';
import { CLAIM, HEAD, rowAt, topsOf } from './window';

test('the row at a height', () => {
  const tops = topsOf(Int32Array.from([~0, 4, 5, ~1, 6]));
  expect([...tops]).toEqual([0, HEAD, HEAD + CLAIM, HEAD + 2 * CLAIM, 2 * HEAD + 2 * CLAIM, 2 * HEAD + 3 * CLAIM]);
  expect(rowAt(tops, -50)).toBe(0);
  expect(rowAt(tops, HEAD - 1)).toBe(0);
  expect(rowAt(tops, HEAD)).toBe(1);
  expect(rowAt(tops, HEAD + 2 * CLAIM + 1)).toBe(3);
  expect(rowAt(tops, 1e9)).toBe(4);
  expect(rowAt(topsOf(new Int32Array(0)), 10)).toBe(0);
});
