import { createRequire } from 'node:module';

/** What this module uses of mathjs. `value` is the amount in SI base units, without the offset of degC and degF. */
interface Unit {
  readonly value: number;
  equalBase(other: Unit): boolean;
  toSI(): { toNumeric(): number };
}
interface UnitAlgebra {
  unit(value: number, unit: string): Unit;
}

let algebra: UnitAlgebra | undefined;

/** The bundle loads in a tenth of the time of the module graph, and only when the first quantity is read. */
function units(): UnitAlgebra {
  algebra ??= createRequire(import.meta.url)('mathjs/lib/browser/math.js') as UnitAlgebra;
  return algebra;
}

/** How errors name a dimension: by the first entry that has the dimension of the unit wanted. */
const dimensions: readonly { unit: string; dimension: string; example: string }[] = [
  { unit: 's', dimension: 'a time', example: '1 us' },
  { unit: 'V', dimension: 'a voltage', example: '2.5 V' },
  { unit: 'V^2', dimension: 'a squared voltage', example: '1e-9 V^2' },
  { unit: 'bit/s', dimension: 'a data rate', example: '50 Gbit/s' },
  { unit: 'J', dimension: 'an energy', example: '12.5 pJ' },
  { unit: '1/s', dimension: 'a rate', example: '5 1/s' },
  { unit: 'W', dimension: 'a power', example: '0.5 W' },
  { unit: 'J/bit', dimension: 'an energy per bit', example: '5 pJ/bit' },
  { unit: 'bit', dimension: 'an amount of data', example: '64 bit' },
  { unit: 'F', dimension: 'a capacitance', example: '10 fF' },
  { unit: 'ohm', dimension: 'a resistance', example: '10 kohm' },
  { unit: 'A', dimension: 'a current', example: '2 mA' },
  { unit: 'K', dimension: 'a temperature', example: '300 K' },
  { unit: 'm', dimension: 'a length', example: '5 mm' },
  { unit: 'B/s', dimension: 'a memory bandwidth', example: '40 GB/s' },
];

/** A text that is not a quantity of the dimension wanted. The message says what was found and what was expected. */
export class QuantityError extends Error {
  override readonly name = 'QuantityError';
  /** The text found. */
  readonly text: string;
  /** The dimension expected, with its article: 'a time'. */
  readonly dimension: string;
  /** A text that would have been accepted. */
  readonly example: string;

  constructor(text: string, unit: string) {
    const { dimension, example } = describeUnit(unit);
    super(`found ${text === '' ? 'an empty text' : text}, expected ${dimension} such as ${example}`);
    this.text = text;
    this.dimension = dimension;
    this.example = example;
  }
}

/** How to speak of quantities in `unit`: the dimension with its article, and an example. */
export function describeUnit(unit: string): { dimension: string; example: string } {
  if (unit === '') return { dimension: 'a number', example: '0.5' };
  const known =
    dimensions.find((entry) => entry.unit === unit) ??
    dimensions.find((entry) => conversionFactor(entry.unit, unit) !== undefined);
  return known ?? { dimension: `a quantity in ${unit}`, example: `1 ${unit}` };
}

const numberAndUnit = /^\s*([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+))?\s*(.*?)\s*$/su;

/**
 * The value of a quantity such as "1 us", "2.5 V", "50 Gbit/s", "1e-9 V^2", "12.5 pJ" or "5 1/s", in `unit`
 * (any unit that mathjs knows, also `bit` with prefixes; '' for a plain number). Where units differ by a
 * power of ten the result is the double nearest to the decimal written: "1 us" in s is 1e-6 exactly; else it
 * is rounded to 15 digits. Throws a QuantityError for a text that is not a finite quantity of that dimension.
 */
export function parseQuantity(text: string, unit: string): number {
  const match = numberAndUnit.exec(text);
  if (match === null) throw new QuantityError(text, unit);
  const [, mantissa = '', exponent = '0', written = ''] = match;
  const factor = conversionFactor(written, unit);
  if (factor === undefined) throw new QuantityError(text, unit);
  const value = scaled(mantissa, Number(exponent), factor);
  if (!Number.isFinite(value)) throw new QuantityError(text, unit);
  return value;
}

/** How many `unit` one `written` is; undefined if they measure different things, are no units, or have another zero. */
function conversionFactor(written: string, unit: string): number | undefined {
  if (written === '' || unit === '') return written === unit ? 1 : undefined;
  const name = mathjsName(written);
  const wanted = units().unit(1, mathjsName(unit));
  try {
    const found = units().unit(1, name);
    const hasOtherZero = units().unit(0, name).toSI().toNumeric() !== 0;
    return found.equalBase(wanted) && !hasOtherZero ? found.value / wanted.value : undefined;
  } catch {
    return undefined;
  }
}

/** mathjs writes `Gb`, not `Gbit`, and knows no micro sign. */
function mathjsName(written: string): string {
  return written
    .replace(/[\u00b5\u03bc](?=\p{L})/gu, 'u')
    .replace(/\b([kMGTP])bit\b/gu, '$1b')
    .replace(/^\//u, '1/');
}

function scaled(mantissa: string, exponent: number, factor: number): number {
  const power = Math.round(Math.log10(factor));
  const isPowerOfTen = Math.abs(factor / Number(`1e${power}`) - 1) < 1e-12;
  if (isPowerOfTen) return Number(`${mantissa}e${exponent + power}`);
  return Number((Number(`${mantissa}e${exponent}`) * factor).toPrecision(15));
}
