import { expect } from '@jest/globals';
import { jvp } from '../autodiff/jvp.js';
import { vjp } from '../autodiff/vjp.js';
import { Graph, type Tensor } from '../graph/graph.js';
import { type Shape, elementCount } from '../graph/shape.js';
import { compile } from '../runtime/program.js';
import { dot, normals, relativeError } from './samples.js';

const step = 1e-5;
const tolerance = 1e-7;

type Sampler = (length: number, seed: number, name: string) => Float64Array;

/**
 * Checks the rules of a function of float64 tensors at one random point: J·v against central differences of step
 * 1e-5, and ⟨u, J·v⟩ = ⟨Jᵀ·u, v⟩ for a random cotangent u and random tangents v of all inputs at once. The
 * function's values and third derivatives should be of order one: the error of the difference is then near 1e-10.
 *
 * @param build the function; its result is a float64 tensor of any shape
 * @param sample the distribution of each input, away from kinks; standard normal if omitted
 */
export async function checkDerivatives(
  build: (inputs: readonly Tensor[]) => Tensor,
  shapes: readonly Shape[],
  seed: number,
  sample: Sampler | readonly Sampler[] = normals,
): Promise<void> {
  const graph = new Graph();
  const inputs = shapes.map((shape, i) => graph.input(`x${i}`, shape, 'float64'));
  const tangents = shapes.map((shape, i) => graph.input(`v${i}`, shape, 'float64'));
  const output = build(inputs);
  const cotangent = graph.input('u', output.shape, 'float64');
  const pulled = vjp(output, cotangent, inputs);
  const pushed = jvp(output, new Map(inputs.map((input, i) => [input, tangents[i] as Tensor])));
  const names = Object.fromEntries(pulled.map((tensor, i) => [`pulled${i}`, tensor]));
  const program = await compile({ output, pushed, ...names }, { threads: 1 });

  const samplers = shapes.map((_shape, i) =>
    typeof sample === 'function' ? sample : (sample[i] as Sampler),
  );
  const x = shapes.map((shape, i) => (samplers[i] as Sampler)(elementCount(shape), seed, `x${i}`));
  const v = shapes.map((shape, i) => normals(elementCount(shape), seed, `v${i}`));
  const u = normals(elementCount(output.shape), seed, 'u');
  const runAt = async (distance: number) => {
    const moved = x.map((values, i) =>
      values.map((value, k) => value + distance * ((v[i] as Float64Array)[k] as number)),
    );
    const feeds = { ...named('x', moved), ...named('v', v), u };
    return (await program.run(feeds)) as Record<string, Float64Array>;
  };
  const here = await runAt(0);
  const ahead = (await runAt(step))['output'] as Float64Array;
  const behind = (await runAt(-step))['output'] as Float64Array;
  await program.release();

  const jv = here['pushed'] as Float64Array;
  const differences = ahead.map((value, i) => (value - (behind[i] as number)) / (2 * step));
  expect(relativeError(jv, differences)).toBeLessThan(tolerance);
  const right = v.reduce((total, values, i) => total + dot(here[`pulled${i}`] as Float64Array, values), 0);
  const size = 1 + jv.reduce((total, value, i) => total + Math.abs(value * (u[i] as number)), 0);
  expect(Math.abs(dot(u, jv) - right) / size).toBeLessThan(1e-12);
}

function named(prefix: string, arrays: readonly Float64Array[]): Record<string, Float64Array> {
  return Object.fromEntries(arrays.map((array, i) => [`${prefix}${i}`, array]));
}
