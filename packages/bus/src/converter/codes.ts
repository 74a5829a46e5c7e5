import {
  CodeKind,
  codeArrayConstructor,
  codeKindNames,
  type CodeArray,
  type CodeFormat,
} from '@thermoloop/protocol';

type Resolution =
  { readonly kind: 'ideal' } | { readonly kind: 'quantized'; readonly resolutionBits: number };

/** How the codes of a converter are held: the smallest integers that fit, or f32 for an ideal one. */
export function codeFormat(spec: Resolution): CodeFormat {
  if (spec.kind === 'ideal') return { kind: CodeKind.FLOAT32, resolutionBits: 32 };
  const kind = spec.resolutionBits <= 8 ? CodeKind.INT8 : CodeKind.INT16;
  return { kind, resolutionBits: spec.resolutionBits };
}

/** Throws a TypeError if the array is not the one that the format asks for: a fault of the program, not of data. */
export function requireFormat(codes: CodeArray, { kind, resolutionBits }: CodeFormat): void {
  if (!(codes instanceof codeArrayConstructor(kind))) {
    throw new TypeError(
      `codes of ${resolutionBits} bits are held as ${codeKindNames.get(kind)}; found ${codes.constructor.name}`,
    );
  }
}

/** Limits integer codes to ±largest, in place. Returns how many it changed. */
export function saturateCodes(codes: Int8Array | Int16Array, largest: number): number {
  return codes instanceof Int8Array ? saturate8(codes, largest) : saturate16(codes, largest);
}

const smallestByte = 0x80;

// one loop for each element type, so that neither becomes polymorphic
function saturate8(codes: Int8Array, largest: number): number {
  if (largest === 127) {
    // only one byte is beyond, and a search for a byte is native
    const bytes = Buffer.from(codes.buffer, codes.byteOffset, codes.byteLength);
    if (!bytes.includes(smallestByte)) return 0;
  }
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
