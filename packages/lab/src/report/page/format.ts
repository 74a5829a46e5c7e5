const prefixes = ['f', 'p', 'n', 'µ', 'm', '', 'k', 'M', 'G', 'T'];

/** "1.23 ms" from 0.00123 and 's': three significant digits, an SI prefix, a no-break space. */
export function quantity(value: number | null, unit: string): string {
  if (value === null || !Number.isFinite(value)) return '–';
  if (value === 0) return `0\u00a0${unit}`;
  let exponent = Math.floor(Math.log10(Math.abs(value)) / 3);
  exponent = Math.min(Math.max(exponent, -5), 4);
  let scaled = value / 1000 ** exponent;
  if (Math.abs(Number(scaled.toPrecision(3))) >= 1000 && exponent < 4) {
    exponent += 1;
    scaled /= 1000;
  }
  return `${significant(scaled)}\u00a0${prefixes[exponent + 5]!}${unit}`;
}

/** Three significant digits, without an exponent where the number is of ordinary size. */
export function significant(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(2).replace('e+', 'e').replace('-', '−');
  if (size >= 1000) return Math.round(value).toLocaleString('en-US');
  return value.toPrecision(3).replace('-', '−');
}

export function percent(share: number | null, digits = 1): string {
  if (share === null || !Number.isFinite(share)) return '–';
  const least = 10 ** -digits;
  if (share > 0 && 100 * share < least / 2) return `<\u00a0${least}\u00a0%`;
  return `${(100 * share).toFixed(digits).replace(/^-(?=0\.?0*$)/, '')}\u00a0%`;
}

export function count(value: number): string {
  return value.toLocaleString('en-US').replaceAll(',', '\u202f');
}
