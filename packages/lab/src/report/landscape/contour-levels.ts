const mostLevels = 12;
const fewestLevels = 5;
const steps: readonly (readonly number[])[] = [[1, 2, 5], [1, 3], [1]];

/**
 * Round numbers from `low` to `high`, spaced evenly on a logarithmic scale: 1, 2, 5 or 1, 3 or 1 in every decade, or in
 * every other, third… decade, so that there are at most twelve. Where even 1, 2, 5 gives fewer than five, eight numbers in
 * one ratio.
 */
export function contourLevels(low: number, high: number): number[] {
  if (!(low > 0 && high > low && Number.isFinite(high))) return [];
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const decades = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const candidates = steps.map((digits) =>
    decades.flatMap((decade) => digits.map((digit) => Number(`${digit}e${decade}`))),
  );
  for (let stride = 2; stride <= decades.length; stride++) {
    candidates.push(decades.filter((decade) => decade % stride === 0).map((decade) => Number(`1e${decade}`)));
  }
  const within = candidates.map((levels) => levels.filter((level) => level > low && level < high));
  if (within[0]!.length < fewestLevels) {
    return Array.from({ length: 8 }, (_, i) => low * (high / low) ** ((i + 1) / 9));
  }
  return within.find((levels) => levels.length <= mostLevels) ?? [];
}
