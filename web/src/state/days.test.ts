import { expect, test } from 'vitest';
import { dayOf, isoOf, sayDay, sayDays, sayMonth, sayRange, shorter } from './days';

test('days there and back', () => {
  for (const iso of ['1969-12-31', '1970-01-01', '2024-02-29']) expect(isoOf(dayOf(iso)!)).toBe(iso);
  expect(dayOf('2024-02-31x')).toBeNull();
  expect(sayDay(dayOf('2024-05-05'))).toBe('5 May 2024');
  const september = dayOf('2024-09-01')!;
  expect([sayDay(september), sayMonth(september)]).toEqual(['1 Sep 2024', 'Sep 2024']);
  expect(sayDays(september, september + 4)).toBe('1 Sep – 5 Sep 2024');
});

test('a bound is not told as a day', () => {
  expect(sayRange(null, 0)).toBe('by 1 Jan 1970');
  expect(sayRange(0, null)).toBe('from 1 Jan 1970');
  expect(sayRange(0, 0)).toBe('1 Jan 1970');
  expect(sayRange(0, 1)).toBe('1–2 Jan 1970');
  expect(sayRange(0, 40)).toBe('1 Jan – 10 Feb 1970');
  expect(sayRange(-1, 0)).toBe('31 Dec 1969 – 1 Jan 1970');
  expect(sayRange(null, null)).toBe('');
});

test('a stretch of days in fewer letters', () => {
  expect(shorter('19 to 20 Sep 2023')).toBe('19–20 Sep 2023');
  expect(shorter('30 Sep to 2 Oct 2023')).toBe('30 Sep – 2 Oct 2023');
  expect(shorter('31 Dec 2023 to 2 Jan 2024')).toBe('31 Dec 2023 – 2 Jan 2024');
  expect(shorter('by 26 Sep 2023')).toBe('by 26 Sep 2023');
  expect(shorter('')).toBe('');
});
