import { compile, Graph, matmul } from '@thermoloop/compute';
import { environment } from '../environment.js';
import type { Check } from './doctor-result.js';

/** A product of two small matrices comes out right. */
export async function checkArithmetic(): Promise<Omit<Check, 'name'>> {
  const graph = new Graph();
  const a = graph.input('a', [2, 2]);
  const b = graph.input('b', [2, 2]);
  const program = await compile({ product: matmul(a, b) }, { threads: 1 });
  try {
    const { product } = await program.run({ a: Float32Array.of(1, 2, 3, 4), b: Float32Array.of(5, 6, 7, 8) });
    const found = Array.from(product as Float32Array).join(' ');
    return found === '19 22 43 50'
      ? { ok: true, found: `${environment().onnxruntime}, a product of matrices is right` }
      : {
          ok: false,
          found: `a product of matrices gave ${found} for 19 22 43 50`,
          remedy: 'Reinstall onnxruntime-node.',
        };
  } finally {
    await program.release();
  }
}
