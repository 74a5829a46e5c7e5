/** Limits of a number in a spec. `above` excludes its value, the others include theirs. */
export interface Bounds {
  readonly atLeast?: number;
  readonly above?: number;
  readonly atMost?: number;
}

export function isWithin(
  value: number,
  { atLeast = -Infinity, above = -Infinity, atMost = Infinity }: Bounds,
): boolean {
  return value >= atLeast && value > above && value <= atMost;
}

/** The limits in words, to follow a noun: ' from 1 to 16', ' above 0', or nothing. */
export function describeBounds({ atLeast, above, atMost }: Bounds): string {
  const upper = atMost === undefined ? '' : ` to ${atMost}`;
  if (above !== undefined) return ` above ${above}${atMost === undefined ? '' : `, up to ${atMost}`}`;
  if (atLeast !== undefined && Number.isFinite(atLeast)) {
    return upper === '' ? ` of at least ${atLeast}` : ` from ${atLeast}${upper}`;
  }
  return atMost === undefined ? '' : ` of at most ${atMost}`;
}
