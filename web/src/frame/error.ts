/** The place of an error in a query. The server tells it as the command line does: the query, and marks under a word. */
import type { Problem } from '../api/types';

export interface Place {
  message: string;
  before: string;
  word: string;
  after: string;
}

const INDENT = 2;

export function placeOf(problem: Problem): Place | null {
  const lines = problem.error.split('\n');
  const marks = lines.at(-1) ?? '';
  const query = lines.at(-2)?.slice(INDENT);
  if (lines.length < 3 || query === undefined || !/^ *\^+$/.test(marks)) return null;
  const points = [...query];
  const from = marks.indexOf('^') - INDENT;
  const to = marks.length - INDENT;
  return {
    message: lines.slice(0, -2).join(' '),
    before: points.slice(0, from).join(''),
    word: points.slice(from, to).join('') || '\u00a0',
    after: points.slice(to).join(''),
  };
}
