/** Rows of a matrix that are multiplied as one: only pairs of panels on or below the diagonal are computed. */
export interface Panel {
  readonly first: number;
  readonly rows: number;
}

/** A symmetric product saves most at four panels; small ones are not worth cutting. */
export function panelsOf(rows: number): Panel[] {
  const count = rows >= 256 ? 4 : rows >= 96 ? 2 : 1;
  return Array.from({ length: count }, (_, i) => {
    const first = Math.floor((i * rows) / count);
    return { first, rows: Math.floor(((i + 1) * rows) / count) - first };
  });
}

/** The name of the product of panels i and j ≤ i. */
export const blockName = (i: number, j: number): string => `g${i}.${j}`;

/** Puts the products of panels together: the symmetric rows × rows matrix in f64. */
export function assemblePanels(rows: number, blockOf: (name: string) => ArrayLike<number>): Float64Array {
  const out = new Float64Array(rows * rows);
  const panels = panelsOf(rows);
  panels.forEach((upper, i) => {
    panels.slice(0, i + 1).forEach((left, j) => {
      const block = blockOf(blockName(i, j));
      for (let row = 0, at = 0; row < upper.rows; row++) {
        for (let column = 0; column < left.rows; column++, at++) {
          const value = block[at] as number;
          out[(upper.first + row) * rows + left.first + column] = value;
          out[(left.first + column) * rows + upper.first + row] = value;
        }
      }
    });
  });
  return out;
}
