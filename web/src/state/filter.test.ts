import { describe, expect, test } from 'vitest';
import { makeSituation } from '../fixtures/situation';
import { NONE, columnsOf } from './facets';
import { daysOf, filterClaims, maskOf, type Filter } from './filter';

const situation = makeSituation({ claims: 2000, seed: 7 });
const columns = columnsOf(situation, 'plover');
const days = daysOf(situation.claims);
const all: Filter = { wanted: {}, range: null, figures: false };
const run = (patch: Partial<Filter>, text: Uint8Array | null = null) =>
  filterClaims(columns, days, { ...all, ...patch }, text);
const indices = (shown: Uint8Array) => [...shown.keys()].filter((i) => shown[i] === 1);

describe('filter', () => {
  test('without any, everything is shown', () => {
    expect(run({}).total).toBe(2000);
  });

  test('values of one facet are alternatives, facets narrow each other', () => {
    const { shown, total } = run({ wanted: { stance: ['deny', 'plan'], certainty: ['possible'] } });
    const c = situation.claims;
    const wanted = c.id.map((_, i) => i).filter((i) => {
      const stance = situation.lists.stance[c.stance[i]!];
      return ['deny', 'plan'].includes(stance!) && situation.lists.certainty[c.certainty[i]!] === 'possible';
    });
    expect(wanted.length).toBeGreaterThan(3);
    expect(indices(shown)).toEqual(wanted);
    expect(total).toBe(wanted.length);
  });

  test('a facet counts what the other filters let through, not what its own does', () => {
    const { counts } = run({ wanted: { stance: ['deny'], from: ['Lowland Wire'] } });
    const c = situation.claims;
    const plans = c.id.filter(
      (_, i) =>
        situation.lists.stance[c.stance[i]!] === 'plan' &&
        situation.reports[c.report[i]!]!.publisher === 'Lowland Wire',
    ).length;
    expect(plans).toBeGreaterThan(0);
    expect(counts.stance[columns.stance.options.indexOf('plan')]).toBe(plans);
  });

  test('the publisher itself is a value', () => {
    expect(indices(run({ wanted: { by: [NONE] } }).shown)).toEqual(
      situation.claims.speaker.flatMap((v, i) => (v === -1 ? [i] : [])),
    );
  });

  test('a value that nobody has lets nothing through', () => {
    expect(run({ wanted: { by: ['Nobody'] } }).total).toBe(0);
  });

  test('measures: a claim with several figures is found by each and counted once', () => {
    const twice = structuredClone(situation);
    twice.claims.figures = [
      { claim: 3, measure: 0, min: 1, max: 1, of: '', part: false },
      { claim: 3, measure: 0, min: 2, max: 2, of: '', part: true },
      { claim: 3, measure: 1, min: 5, max: 5, of: '', part: false },
    ];
    const found = columnsOf(twice, 'plover');
    const { shown, counts } = filterClaims(found, days, { ...all, wanted: { figure: ['injured'] } }, null);
    expect(indices(shown)).toEqual([3]);
    expect([...counts.figure.slice(0, 2)]).toEqual([1, 1]);
    expect(indices(filterClaims(found, days, { ...all, figures: true }, null).shown)).toEqual([3]);
  });

  test('time as the filter language has it', () => {
    const four = structuredClone(situation);
    const c = four.claims;
    // dated; bounded by publication only; open at the end; without any day
    [c.start[0], c.end[0]] = [100, 102];
    [c.start[1], c.end[1]] = [null, 105];
    [c.start[2], c.end[2]] = [101, null];
    [c.start[3], c.end[3]] = [null, null];
    const at = (range: [number, number]) =>
      [...filterClaims(columns, daysOf(c), { ...all, range }, null).shown.slice(0, 4)].join('');
    expect(at([90, 99])).toBe('0000');
    expect(at([102, 102])).toBe('1010');
    expect(at([103, 104])).toBe('0010');
    expect(at([105, 105])).toBe('0110');
    expect(at([0, 999])).toBe('1110');
  });

  test('the server says which claims have the words', () => {
    const { shown } = run({ wanted: {} }, maskOf(2000, [5, 9]));
    expect(indices(shown)).toEqual([5, 9]);
  });

  test('a hundred thousand claims take under ten milliseconds', () => {
    const big = makeSituation({ claims: 100_000, seed: 7 });
    const bigColumns = columnsOf(big, 'plover');
    const bigDays = daysOf(big.claims);
    const filter: Filter = { wanted: { stance: ['assert', 'deny'] }, range: [19_600, 19_680], figures: false };
    const times = Array.from({ length: 40 }, () => {
      const begin = performance.now();
      filterClaims(bigColumns, bigDays, filter, null);
      return performance.now() - begin;
    }).sort((a, b) => a - b);
    // The least of many runs: a busy machine must not make the test fail, a slow loop must.
    console.log(`filter of 100,000 claims: least ${times[0]!.toFixed(1)} ms, median ${times[20]!.toFixed(1)} ms`);
    expect(times[0]).toBeLessThan(10);
  }, 60_000);
});
