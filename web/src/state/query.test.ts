import { describe, expect, test } from 'vitest';
import { START } from './address';
import { toQuery } from './query';

const of = (patch: Partial<typeof START>) => toQuery({ ...START, ...patch });

describe('the view as a query', () => {
  test('nothing is nothing', () => {
    expect(of({})).toEqual({ q: '', left: [] });
  });

  test('alternatives stand in brackets, quotation marks are kept', () => {
    const { q } = of({ wanted: { by: ['Mayor "of" Tarn', '-'], stance: ['deny'] } });
    expect(q).toBe('(by:"Mayor \\"of\\" Tarn" or -has:speaker) stance:deny');
  });

  test('what is typed keeps its alternatives together', () => {
    expect(of({ q: 'flood or dam', figures: true }).q).toBe('(flood or dam) has:figure');
    expect(of({ q: 'flood or dam' }).q).toBe('flood or dam');
  });

  test('days', () => {
    expect(of({ range: [19_723, 19_724] }).q).toBe('since:2024-01-01 until:2024-01-02');
  });

  test('what was decided, told and read, and who does it', () => {
    const wanted = { review: ['accepted'], kind: ['happened', 'background'], lang: ['uk'], precision: ['-'], actor: ['-', 'Troops'] };
    expect(of({ wanted })).toEqual({
      q: '((has:type -has:actor) or actor:"Troops") (kind:happened or kind:background) review:accepted -has:place lang:"uk"',
      left: [],
    });
  });

  test('what the language cannot say is told, not guessed', () => {
    // One alternative that cannot be said leaves the whole facet out.
    const wanted = { type: ['Attack', '-'], stance: ['plan'] };
    expect(of({ wanted, scheme: 'acled' })).toEqual({ q: 'stance:plan', left: ['type'] });
    expect(of({ wanted }).left).toEqual([]);
  });
});
