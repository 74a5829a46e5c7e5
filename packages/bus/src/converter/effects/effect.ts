import type { Conversion } from '../conversion.js';

/** Changes a chunk of values in place, in LSB; `first` is the index of the chunk's first value in the whole. */
export type ChunkEffect = (chunk: Float64Array, first: number) => void;

/**
 * One imperfection of a converter, made once for a converter instance. From the stream of a conversion an
 * effect takes a child of its own name, so that its draws do not depend on which other effects exist. An effect of zero size is left out, not applied as zero.
 */
export type ConverterEffect = (conversion: Conversion) => ChunkEffect;

/** The effects there are, in their order, as one. */
export function combine(effects: readonly (ConverterEffect | undefined)[]): ConverterEffect {
  const present = effects.filter((effect) => effect !== undefined);
  return (conversion) => {
    const chunkEffects = present.map((effect) => effect(conversion));
    return (chunk, first) => {
      for (const apply of chunkEffects) apply(chunk, first);
    };
  };
}
