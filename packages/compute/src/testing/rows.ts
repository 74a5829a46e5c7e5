import { expect } from '@jest/globals';
import { perExampleJacobian } from '../autodiff/per-example-jacobian.js';
import { vjp } from '../autodiff/vjp.js';
import { Graph, type Tensor } from '../graph/graph.js';
import { reshape } from '../ops/reshape.js';
import { type Shape, elementCount } from '../graph/shape.js';
import { compile } from '../runtime/program.js';
import { normals, relativeError } from './samples.js';

type Sampler = (length: number, seed: number, name: string) => Float64Array;

export interface RowCase {
  /** Outputs [b, d] from the parameters and the per-example inputs. */
  build(parameters: readonly Tensor[], examples: readonly Tensor[]): Tensor;
  readonly parameters: readonly Shape[];
  readonly examples: readonly Shape[];
  readonly sample?: Sampler;
  /** Cotangent rows per example, random; the unit vectors if omitted. */
  readonly cotangentRows?: number;
}

/**
 * Checks perExampleJacobian in float64 against one reverse pass per row: row (i, j) must equal the vjp of the whole
 * output with a cotangent that is zero outside example i.
 */
export async function checkRows(check: RowCase, seed: number): Promise<void> {
  const graph = new Graph();
  const parameters = check.parameters.map((shape, i) => graph.input(`p${i}`, shape, 'float64'));
  const examples = check.examples.map((shape, i) => graph.input(`x${i}`, shape, 'float64'));
  const output = check.build(parameters, examples);
  const [batch, width] = output.shape as readonly [number, number];
  const k = check.cotangentRows ?? width;
  const cotangents =
    check.cotangentRows === undefined ? undefined : graph.input('c', [batch, k, width], 'float64');
  const rows = perExampleJacobian(output, parameters, cotangents);
  const one = graph.input('one', [batch, width], 'float64');
  const pulled = vjp(output, one, parameters);
  const whole = await compile(outputs('rows', rows), { threads: 1 });
  const single = await compile(outputs('pulled', pulled), { threads: 1 });

  const sample = check.sample ?? normals;
  const inputs = {
    ...fill('p', check.parameters, sample, seed),
    ...fill('x', check.examples, sample, seed),
  };
  const c = normals(batch * k * width, seed, 'c');
  const all = (await whole.run(cotangents === undefined ? inputs : { ...inputs, c })) as Record<
    string,
    Float64Array
  >;
  for (let i = 0; i < batch; i++) {
    for (let j = 0; j < k; j++) {
      const unit = new Float64Array(batch * width);
      if (cotangents === undefined) unit[i * width + j] = 1;
      else unit.set(c.subarray((i * k + j) * width, (i * k + j + 1) * width), i * width);
      const expected = (await single.run({ ...inputs, one: unit })) as Record<string, Float64Array>;
      check.parameters.forEach((shape, p) => {
        const size = elementCount(shape);
        const row = (all[`rows${p}`] as Float64Array).subarray((i * k + j) * size, (i * k + j + 1) * size);
        expect(relativeError(row, expected[`pulled${p}`] as Float64Array)).toBeLessThan(1e-12);
      });
    }
  }
  await Promise.all([whole.release(), single.release()]);
}

/** A result [b, ...] as the outputs [b, rest] that rows are taken of. */
export function asOutputs(result: Tensor): Tensor {
  const [batch, ...rest] = result.shape as readonly [number, ...number[]];
  return reshape(result, [batch, elementCount(rest)]);
}

function outputs(prefix: string, tensors: readonly Tensor[]): Record<string, Tensor> {
  return Object.fromEntries(tensors.map((tensor, i) => [`${prefix}${i}`, tensor]));
}

function fill(
  prefix: string,
  shapes: readonly Shape[],
  sample: Sampler,
  seed: number,
): Record<string, Float64Array> {
  return Object.fromEntries(
    shapes.map((shape, i) => [`${prefix}${i}`, sample(elementCount(shape), seed, `${prefix}${i}`)]),
  );
}
