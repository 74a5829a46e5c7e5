import { compile, Graph, matmul } from '@thermoloop/compute';
import { wallClock } from '@thermoloop/sim-kernel';
import { median } from '../statistics/quantiles.js';

const repeats = 9;

/** Median seconds of A·B for f32 A [rows × inner] and B [inner × columns] through the engine of the host. */
export async function productSeconds(
  { rows, inner, columns }: { readonly rows: number; readonly inner: number; readonly columns: number },
  threads: number,
): Promise<number> {
  const graph = new Graph();
  const product = matmul(graph.input('a', [rows, inner]), graph.input('b', [inner, columns]));
  const program = await compile({ product }, { threads });
  const inputs = { a: new Float32Array(rows * inner).fill(1), b: new Float32Array(inner * columns).fill(1) };
  const seconds: number[] = [];
  for (let repeat = 0; repeat <= repeats; repeat++) {
    const startMs = wallClock.nowMs();
    await program.run(inputs);
    if (repeat > 0) seconds.push((wallClock.nowMs() - startMs) / 1000);
  }
  await program.release();
  return median(seconds);
}
