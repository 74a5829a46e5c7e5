import type { FigureRecord } from './characterize-result.js';

const prefixes = ['f', 'p', 'n', 'µ', 'm', '', 'k', 'M', 'G', 'T'];
/** Units that take a prefix. */
const prefixed = new Set(['s', 'V', 'J', 'W', 'J/bit', 'bit/s', 'Hz']);
const noBreak = '\u00a0';

/** How numbers of one figure are written: its unit, and digits down to what the interval resolves. */
interface Format {
  readonly divisor: number;
  readonly unit: string;
  readonly decimals: number;
}

/** Two digits of the width of what is known, six of the value at most. */
function formatOf(unit: string, values: readonly (number | null)[], width: number): Format {
  const largest = values.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);
  const exponent =
    prefixed.has(unit) && largest > 0
      ? Math.min(4, Math.max(-5, Math.floor(Math.log10(largest * 1.001) / 3)))
      : 0;
  const divisor = 1000 ** exponent;
  const scaled = largest / divisor;
  const ofWidth = width > 0 ? 1 - Math.floor(Math.log10(width / divisor)) : Infinity;
  const ofValue = scaled > 0 ? 5 - Math.floor(Math.log10(scaled)) : 2;
  return {
    divisor,
    unit: exponent === 0 ? unit : `${prefixes[exponent + 5]!}${unit}`,
    decimals: Math.min(ofWidth, ofValue),
  };
}

function written(value: number | null, { divisor, decimals }: Format, infinite: string): string {
  if (value === null) return infinite;
  const scaled = value / divisor;
  if (Math.abs(scaled) < 0.5 * 10 ** -decimals) return '0';
  if (Math.abs(scaled) < 1e-4 || Math.abs(scaled) >= 1e7)
    return scaled.toExponential(3).replace('e+', 'e').replaceAll('-', '−');
  const text = decimals > 0 ? scaled.toFixed(Math.min(10, decimals)) : String(Math.round(scaled));
  const short = text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
  return short.replace('-', '−');
}

const withUnit = (text: string, { unit }: Format): string =>
  unit === '' ? text : `${text}${noBreak}${unit}`;

/** The unit of figures that are 1 or 0. */
const yesOrNo = 'yes/no';
const yes = (value: number | null): string => (value === 1 ? 'yes' : 'no');

/** What the datasheet says, in the unit of the figure: "1 µs", "at most 0.5 LSB", "–". */
export function specifiedText({ specified, unit }: FigureRecord): string {
  if (specified === null) return '–';
  if (unit === yesOrNo && specified.kind === 'value') return yes(specified.value);
  switch (specified.kind) {
    case 'value': {
      const format = formatOf(unit, [specified.value], 0);
      return withUnit(written(specified.value, format, '∞'), format);
    }
    case 'range': {
      const format = formatOf(unit, [specified.low, specified.high], 0);
      return withUnit(
        `${written(specified.low, format, '−∞')}${noBreak}…${noBreak}${written(specified.high, format, '∞')}`,
        format,
      );
    }
    case 'at-most':
    case 'at-least': {
      const format = formatOf(unit, [specified.limit], 0);
      const words = specified.kind === 'at-most' ? '≤' : '≥';
      return `${words}${noBreak}${withUnit(written(specified.limit, format, '∞'), format)}`;
    }
  }
}

/** What was found: "1.0002 µs (0.9998 … 1.0006)", "below 0.14 %", "not observable". */
export function foundText({ outcome, unit }: FigureRecord): string {
  if (outcome.kind === 'not-observable') return 'not observable on this device';
  const [low, high] = outcome.interval;
  if (outcome.kind === 'bounded') {
    const format = formatOf(unit, [low, high], Math.abs(high ?? low ?? 0) / 10);
    if (high === null) return `above ${withUnit(written(low, format, '−∞'), format)}`;
    if (low === null || low === 0) return `below ${withUnit(written(high, format, '∞'), format)}`;
    return withUnit(
      `${written(low, format, '−∞')}${noBreak}…${noBreak}${written(high, format, '∞')}`,
      format,
    );
  }
  const { value } = outcome;
  if (unit === yesOrNo) return yes(value);
  const width = low === null || high === null ? 0 : high - low;
  const format = formatOf(unit, [value], width);
  const shown = withUnit(written(value, format, '–'), format);
  const [from, to] = [written(low, format, '−∞'), written(high, format, '∞')];
  return from === to ? shown : `${shown} (${from}${noBreak}…${noBreak}${to})`;
}

/** How it was measured, or why not. */
export function reasonText({ outcome, method }: FigureRecord): string {
  return outcome.kind === 'measured' ? method : outcome.reason;
}

/** The name with its channel: "adc.inlLsb of converter 3". */
export function nameText({ name, channel }: FigureRecord): string {
  return channel === null ? name : `${name} [${channel}]`;
}
