import { expect, test } from 'vitest';
import { makeSituation } from '../fixtures/situation';
import { conflictsOf, roleTo } from './conflicts';

test('a claim that is denied is not said to deny', () => {
  const s = makeSituation({ claims: 20, seed: 1 });
  s.lists.conflict = ['contradicts', 'denies', 'later_figure', 'compatible'];
  s.conflicts = [
    { kind: 1, measure: -1, a: 3, b: 5, because: [] },
    { kind: 0, measure: -1, a: 3, b: 6, because: [] },
    { kind: 2, measure: 0, a: 8, b: 5, because: [] },
    { kind: 3, measure: 0, a: 9, b: 3, because: [] },
  ];
  expect([...conflictsOf(s)]).toEqual([
    [3, ['denies', 'contradicts']],
    [5, ['denied', 'earlier_figure']],
    [6, ['contradicts']],
    [8, ['later_figure']],
  ]);
  expect(roleTo(s, 5, 3, 'denies')).toBe('denied');
  expect(roleTo(s, 3, 5, 'denies')).toBe('denies');
  expect(roleTo(s, 1, 2, 'differs')).toBe('differs');
});
