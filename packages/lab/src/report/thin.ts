/** Means of `values` over `buckets` runs of equal length; the values themselves if there are no more than that. */
export function bucketMeans(values: readonly (number | null)[], buckets: number): (number | null)[] {
  if (values.length <= buckets) return [...values];
  return Array.from({ length: buckets }, (_, i) => {
    const from = Math.floor((i * values.length) / buckets);
    const to = Math.floor(((i + 1) * values.length) / buckets);
    return mean(values.slice(from, to));
  });
}

/** Mean of the last `window` values up to each one, over those that are finite. */
export function movingMean(values: readonly (number | null)[], window: number): (number | null)[] {
  return values.map((_, i) => mean(values.slice(Math.max(0, i + 1 - window), i + 1)));
}

function mean(values: readonly (number | null)[]): number | null {
  const finite = values.filter((value): value is number => value !== null && Number.isFinite(value));
  return finite.length === 0 ? null : finite.reduce((sum, value) => sum + value, 0) / finite.length;
}
