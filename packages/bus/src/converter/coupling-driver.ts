import { largestCode, type CodeArray, type CodeFormat } from '@thermoloop/protocol';
import type { CouplingSpec } from './coupling-spec.js';
import { codeFormat, requireFormat, saturateCodes } from './codes.js';

export interface CouplingDriver {
  readonly format: CodeFormat;
  /**
   * Limits codes to what the couplings can take, in place: afterwards each coupling is as strong as its code, in
   * LSB. Returns how many saturated. An ideal driver's values are left as they are.
   */
  limit(codes: CodeArray): { readonly clipped: number };
  /** Seconds for so many rows. */
  durationS(rows: number): number;
  /** Joules for so many couplings. */
  energyJ(couplings: number): number;
}

export function createCouplingDriver(spec: CouplingSpec): CouplingDriver {
  const format = codeFormat(spec);
  if (spec.kind === 'ideal') {
    return { format, limit: () => ({ clipped: 0 }), durationS: () => 0, energyJ: () => 0 };
  }
  const largest = largestCode(format);
  return {
    format,
    limit(codes) {
      requireFormat(codes, format);
      return { clipped: codes instanceof Float32Array ? 0 : saturateCodes(codes, largest) };
    },
    durationS: (rows) => rows * spec.writeTimeS,
    energyJ: (couplings) => couplings * spec.energyPerWriteJ,
  };
}
