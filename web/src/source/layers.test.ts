import { expect, test } from 'vitest';
import type { Block } from '../api/types';
import { layersOf, stretchesOf, textOf } from './layers';

const block: Block = {
  kind: 'paragraph',
  runs: [
    { text: 'In Tarn ', marks: [{ layer: 'claim', claim: 1 }] },
    { text: 'seven', marks: [{ layer: 'claim', claim: 1 }, { layer: 'figure', claim: 1 }, { layer: 'figure', claim: 2 }] },
    { text: ' died', marks: [{ layer: 'claim', claim: 1 }, { layer: 'event', claim: 1 }] },
    { text: ', ', marks: [] },
    { text: 'he denied', marks: [{ layer: 'claim', claim: 2 }] },
  ],
};

test('a claim is one stretch, however many marks cut it up', () => {
  const seen = stretchesOf(block, 2, () => false);
  expect(seen.map((s) => [s.kind, textOf(s)])).toEqual([
    ['other', 'In Tarn seven died'],
    ['plain', ', '],
    ['mine', 'he denied'],
  ]);
});

test('what is covered is covered, selected or not', () => {
  expect(stretchesOf(block, 1, (claim) => claim === 1).map((s) => s.kind)).toEqual(['covered', 'plain', 'other']);
});

test('only marks of the selected claim are drawn', () => {
  expect(layersOf(block.runs[1]!, 1)).toEqual(['figure']);
  expect(layersOf(block.runs[2]!, 2)).toEqual([]);
});
