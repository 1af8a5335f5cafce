import { expect, test } from 'vitest';
import { placeOf } from './error';

test('the word that is wrong, as the command line marks it', () => {
  const error = 'no measure is named `killd`; did you mean `killed`?\n  näh killd>=20\n      ^^^^^';
  expect(placeOf({ error, advice: null })).toEqual({
    message: 'no measure is named `killd`; did you mean `killed`?',
    before: 'näh ',
    word: 'killd',
    after: '>=20',
  });
});

test('any other error has no place', () => {
  expect(placeOf({ error: 'too busy', advice: null })).toBeNull();
});
