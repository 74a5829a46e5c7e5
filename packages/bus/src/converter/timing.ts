/** Seconds for `conversions` shared by `converters` that work at the same time, `roundTimeS` each. */
export function roundsTimeS(conversions: number, converters: number, roundTimeS: number): number {
  return Math.ceil(conversions / converters) * roundTimeS;
}
