/**
 * Codes of changing sign and of sizes from half of `span` to all of it, in an order without short periods: steps over the
 * whole range that fall everywhere between the codes of an ADC.
 */
export function scatteredCodes(span: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const share = 0.5 + 0.5 * ((i * 0.7548776662466927) % 1);
    // the second of the plastic number's sequence decides the sign
    const sign = (i * 0.5698402909980532) % 1 < 0.5 ? -1 : 1;
    return sign * Math.max(1, Math.round(share * span));
  });
}
