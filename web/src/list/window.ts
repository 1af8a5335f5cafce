/** Which rows of a long list are in sight. Rows have two heights, so places of rows are sums kept once. */
export const HEAD = 48;
export const CLAIM = 92;

/** Top of each row, and the height of all at the end. */
export function topsOf(rows: Int32Array): Float64Array {
  const tops = new Float64Array(rows.length + 1);
  for (let i = 0; i < rows.length; i += 1) tops[i + 1] = tops[i]! + (rows[i]! < 0 ? HEAD : CLAIM);
  return tops;
}

/** The row at a height. */
export function rowAt(tops: Float64Array, y: number): number {
  let low = 0;
  let high = tops.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tops[middle]! <= y) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
