import { describe, expect, test } from 'vitest';
import { makeSituation } from '../fixtures/situation';
import { columnsOf } from './facets';
import { daysOf } from './filter';
import type { Situation } from '../api/types';
import { GROUPINGS, keysOf, orderOf, rowsOf, type Grouping, type Sort } from './rows';

const s = makeSituation({ claims: 500, seed: 7 });
const columns = columnsOf(s, 'plover');
const days = daysOf(s.claims);
const everything = new Uint8Array(500).fill(1);
const rowsBy = (grouping: Grouping, sort: Sort, closed = new Set<number>(), of: Situation = s) =>
  rowsOf(of, keysOf(of, columns, days, grouping), orderOf(of, days, sort), everything, grouping, closed);

describe('rows', () => {
  test.each(GROUPINGS)('by %s every claim stands once, under the head of its group', (grouping) => {
    const { rows, groups } = rowsBy(grouping, 'new');
    const claims = [...rows].filter((row) => row >= 0);
    expect(claims.toSorted((a, b) => a - b)).toEqual([...everything.keys()]);
    expect(groups.claims.reduce((sum, n) => sum + n, 0)).toBe(500);
    if (grouping !== 'event') return;
    let head = -1;
    for (const row of rows) {
      if (row < 0) head = groups.key[~row]!;
      else expect(s.claims.event[row]).toBe(head);
    }
  });

  test('what waits stands first', () => {
    const { rows } = rowsBy('none', 'waiting');
    expect([...rows.slice(0, 3)]).toEqual(s.waiting.slice(0, 3).map((w) => w.claim));
  });

  test('the newest first, and what has no day last', () => {
    const order = [...orderOf(s, days, 'new')];
    const first = order.map((i) => s.claims.start[i] ?? s.claims.end[i] ?? -1);
    expect(first).toEqual(first.toSorted((a, b) => b - a));
  });

  test('a folded group keeps its head and its counts', () => {
    const open = rowsBy('speaker', 'new');
    const key = open.groups.key[0]!;
    const folded = rowsBy('speaker', 'new', new Set([key]));
    expect(folded.rows.length).toBe(open.rows.length - open.groups.claims[0]!);
    expect(folded.groups).toEqual(open.groups);
  });

  test('events and reports are counted apart, copies as the report they run', () => {
    const copies = structuredClone(s);
    copies.reports.forEach((report) => (report.copy_of = null));
    const count = () => rowsBy('none', 'new', new Set(), copies);
    const before = count();
    expect(before.reports).toBe(new Set(copies.claims.report).size);
    expect(before.events).toBe(new Set(copies.claims.event).size);
    copies.reports[5]!.copy_of = 4;
    expect(count().reports).toBe(before.reports - 1);
  });
});
