/** Integers from −largestCode to largestCode, or f32 values of ideal converters. */
export type CodeArray = Int8Array | Int16Array | Float32Array;

export interface CodeFormat {
  readonly kind: 'int8' | 'int16' | 'float32';
  /** With the sign; 32 for float32. */
  readonly resolutionBits: number;
}

type Resolution =
  { readonly kind: 'ideal' } | { readonly kind: 'quantized'; readonly resolutionBits: number };

/** How the codes of a converter are held: the smallest integers that fit, or f32 for an ideal one. */
export function codeFormat(spec: Resolution): CodeFormat {
  if (spec.kind === 'ideal') return { kind: 'float32', resolutionBits: 32 };
  return { kind: spec.resolutionBits <= 8 ? 'int8' : 'int16', resolutionBits: spec.resolutionBits };
}

const arrays = { int8: Int8Array, int16: Int16Array, float32: Float32Array } as const;

export function newCodes(format: CodeFormat, length: number): CodeArray {
  return new arrays[format.kind](length);
}

/** Bytes that one code of the format takes on the wire and in memory. */
export function codeBytes(format: CodeFormat): number {
  return arrays[format.kind].BYTES_PER_ELEMENT;
}

/** Codes are symmetric, 2^(bits−1) − 1 either way: the most negative integer is not used. */
export function largestCode(resolutionBits: number): number {
  return 2 ** (resolutionBits - 1) - 1;
}

/** Throws a TypeError if the array is not the one that the format asks for: a fault of the program, not of data. */
export function requireFormat(codes: CodeArray, format: CodeFormat): void {
  if (!(codes instanceof arrays[format.kind])) {
    throw new TypeError(
      `codes of ${format.resolutionBits} bits are held as ${format.kind}; found ${codes.constructor.name}`,
    );
  }
}

/** Limits integer codes to what `resolutionBits` hold, in place. Returns how many it changed. */
export function saturateCodes(codes: Int8Array | Int16Array, resolutionBits: number): number {
  const largest = largestCode(resolutionBits);
  return codes instanceof Int8Array ? saturate8(codes, largest) : saturate16(codes, largest);
}

// one loop for each element type, so that neither becomes polymorphic
function saturate8(codes: Int8Array, largest: number): number {
  let clipped = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code > largest || code < -largest) {
      codes[i] = code > 0 ? largest : -largest;
      clipped++;
    }
  }
  return clipped;
}

function saturate16(codes: Int16Array, largest: number): number {
  let clipped = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code > largest || code < -largest) {
      codes[i] = code > 0 ? largest : -largest;
      clipped++;
    }
  }
  return clipped;
}
