import { describe, expect, it } from 'vitest';
import { makeSituation } from '../fixtures/situation';
import { GROUPS, groupsOf, NO_GROUP } from './groups';
import { parts, radiusOf } from './icons';

describe('parts', () => {
  it('adds up to a whole ring and drops nothing', () => {
    for (const counts of [[1, 1, 1, 1, 1, 1], [1000, 1, 0, 0, 0, 1], [5, 0, 0, 0, 0, 0], [7, 5, 3, 2, 2, 1]]) {
      const out = parts(counts);
      expect(out.reduce((a, b) => a + b, 0)).toBe(12);
      counts.forEach((n, k) => expect(out[k]! > 0).toBe(n > 0));
    }
    expect(parts([0, 0, 0, 0, 0, 0])).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('groups', () => {
  it('has a place for every type, and a shape for each group', () => {
    const { plover } = makeSituation({ claims: 10, seed: 1 }).lists;
    expect([...groupsOf(plover)].every((g) => g < NO_GROUP)).toBe(true);
    expect([...groupsOf(['nonsense'])]).toEqual([NO_GROUP]);
    expect(new Set(GROUPS.map((g) => g.shape)).size).toBe(GROUPS.length);
  });

  it('grows with the number, in steps', () => {
    expect([1, 9, 10, 99, 100, 5000].map(radiusOf)).toEqual([15, 15, 18, 18, 22, 26]);
  });
});
