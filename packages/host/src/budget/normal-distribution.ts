/** Probability that a standard normal is at most x, to about 1e-15 (G. West, Better approximations to cumulative normal functions, 2005, after Hart 1968). */
export function normalBelow(x: number): number {
  const size = Math.abs(x);
  if (size > 38) return x > 0 ? 1 : 0;
  const density = Math.exp((-size * size) / 2);
  const above = size < 7.07106781186547 ? density * ratio(size) : density / tail(size) / rootOfTwoPi;
  return x > 0 ? 1 - above : above;
}

export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / rootOfTwoPi;
}

const rootOfTwoPi = Math.sqrt(2 * Math.PI);

const numerator = [
  3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
  221.213596169931, 220.206867912376,
];
const denominator = [
  8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
  637.333633378831, 793.826512519948, 440.413735824752,
];

function ratio(x: number): number {
  return polynomial(numerator, x) / polynomial(denominator, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

/** The continued fraction of Mills' ratio, inverted. */
function tail(x: number): number {
  return x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))));
}
