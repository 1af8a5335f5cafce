import { describe, expect, test } from 'vitest';
import { START, formatAddress, parseAddress, type View } from './address';

describe('address', () => {
  test('the first view is no address at all', () => {
    expect(formatAddress(START)).toBe('');
    expect(parseAddress('')).toEqual(START);
  });

  test('a whole view comes back as it was', () => {
    const view: View = {
      id: 'a1b2-33',
      event: null,
      wanted: { by: ['Mayor of Tarn', 'A & B = "C"'], stance: ['deny'], from: ['Übersee-Bote'] },
      range: [19_600, 19_640],
      figures: true,
      q: 'killed>=10 ("dam burst" or flood) -is:negated',
      group: 'place',
      sort: 'new',
      scheme: 'acled',
      map: { lat: -12.5, lng: 46.25, zoom: 6.5 },
    };
    expect(parseAddress(formatAddress(view))).toEqual(view);
  });

  test('what makes no sense is left out', () => {
    const view = parseAddress('?range=2024-13-77..x&group=colour&sort=&lat=900&lng=1&zoom=2&stance=&nonsense=1');
    expect(view).toEqual(START);
  });

  test('a range that runs backwards is none', () => {
    expect(parseAddress('?range=2024-05-02..2024-05-01').range).toBeNull();
  });

  test('an event stands in the address only without a claim', () => {
    expect(formatAddress({ ...START, id: 'c', event: 'e' })).toBe('?id=c');
    expect(parseAddress('?event=e').event).toBe('e');
  });
});
