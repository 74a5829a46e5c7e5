import { GridKind, type Grid } from '@thermoloop/protocol';

/** Every positive value of a grid that has finitely many, ascending, straight from the definition of its kind. */
export function listGrid(grid: Grid): number[] {
  const values: number[] = [];
  switch (grid.kind) {
    case GridKind.CONTINUOUS:
      throw new RangeError('a continuous grid has no list');
    case GridKind.FIXED:
      values.push(grid.minimum);
      break;
    case GridKind.LINEAR:
      for (let k = 1; k * grid.step <= grid.maximum; k++) values.push(k * grid.step);
      break;
    case GridKind.FLOATING:
      for (let exponent = -40; exponent <= 40; exponent++) {
        const steps = 2 ** grid.mantissaBits;
        for (let m = 0; m < steps; m++) values.push((1 + m / steps) * 2 ** exponent);
      }
  }
  return values.filter((value) => value >= grid.minimum && value <= grid.maximum);
}
