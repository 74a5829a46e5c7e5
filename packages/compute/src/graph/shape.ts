/** Lengths of the axes, outermost first; [] is a scalar. Every length is a positive integer. */
export type Shape = readonly number[];

/** Number of elements of an array of this shape. */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** A shape as text, "[64, 10]". */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** The shape two arrays broadcast to (aligned at the last axis, 1 stretches), or undefined if they do not. */
export function broadcastShape(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return undefined;
    shape.push(Math.max(left, right));
  }
  return shape;
}

/** The length of an axis; a negative axis counts from the end. */
export function lengthOf(shape: Shape, axis: number): number {
  const length = shape.at(axis);
  if (length === undefined) throw new RangeError(`axis ${axis} is outside the shape ${formatShape(shape)}`);
  return length;
}

/** Axes as sorted non-negative numbers, or undefined if one is outside the rank or named twice. */
export function normalizeAxes(axes: readonly number[], rank: number): number[] | undefined {
  const positive = axes.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
  const valid = positive.every(
    (axis, i) => Number.isInteger(axis) && axis >= 0 && axis < rank && axis !== positive[i - 1],
  );
  return valid ? positive : undefined;
}
