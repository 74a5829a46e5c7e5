import { afterEach, describe, expect, test } from '@jest/globals';
import { InputError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { add } from '../ops/add.js';
import { exp } from '../ops/exp.js';
import { matmul } from '../ops/matmul.js';
import { reshape } from '../ops/reshape.js';
import { scale } from '../ops/scale.js';
import { type Program, compile } from './program.js';
import { liveSessions } from './session-cache.js';
import { emitModel } from '../emit/model.js';
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';

const open: Program[] = [];
const compiled: typeof compile = async (outputs, options) => {
  const program = await compile(outputs, options);
  open.push(program);
  return program;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((program) => program.release()));
});

function example() {
  const graph = new Graph();
  const x = graph.input('x', [2, 2]);
  const y = graph.input('y', [2, 2]);
  return { graph, x, y };
}

describe('a program', () => {
  test('is pruned to what its outputs need', async () => {
    const { x, y } = example();
    const wanted = scale(x, 2);
    exp(matmul(x, y));
    const model = fromBinary(ModelProtoSchema, emitModel({ wanted }));
    expect(model.graph!.node.map((node) => node.opType)).toEqual(['Mul']);
    expect(model.graph!.input.map((input) => input.name)).toEqual(['in:x']);
    expect(model.irVersion).toBe(10n);
    expect(model.opsetImport.map((opset) => opset.version)).toEqual([21n]);
    const program = await compiled({ wanted }, { threads: 1 });
    expect(Array.from((await program.run({ x: Float32Array.of(1, 2, 3, 4) }))['wanted']!)).toEqual([
      2, 4, 6, 8,
    ]);
  });

  test('ignores arrays that pruning made needless, but no unknown ones', async () => {
    const { x } = example();
    const program = await compiled({ wanted: scale(x, 2) }, { threads: 1 });
    const values = new Float32Array(4);
    await expect(program.run({ x: values, y: values })).resolves.toBeDefined();
    await expect(program.run({ x: values, z: values })).rejects.toThrow("no input 'z'; it has x, y");
  });

  test('refuses missing, wrongly typed and wrongly sized arrays', async () => {
    const { x } = example();
    const program = await compiled({ wanted: scale(x, 2) }, { threads: 1 });
    await expect(program.run({})).rejects.toThrow(InputError);
    await expect(program.run({ x: new Float64Array(4) })).rejects.toThrow(
      'Float64Array of 4, must be float32 [2, 2]',
    );
    await expect(program.run({ x: new Float32Array(3) })).rejects.toThrow('Float32Array of 3');
  });

  test('answers an input, a constant or one tensor under two names', async () => {
    const { graph, x } = example();
    const y = scale(x, 3);
    const program = await compiled(
      { a: y, b: y, x, c: graph.scalar(5), view: reshape(x, [4]) },
      { threads: 1 },
    );
    const result = await program.run({ x: Float32Array.of(1, 2, 3, 4) });
    expect(Array.from(result['a']!)).toEqual([3, 6, 9, 12]);
    expect(result['b']).toEqual(result['a']);
    expect(Array.from(result['x']!)).toEqual([1, 2, 3, 4]);
    expect(Array.from(result['c']!)).toEqual([5]);
    expect(Array.from(result['view']!)).toEqual([1, 2, 3, 4]);
  });

  test('works on views of a larger buffer, of every type, without changing them', async () => {
    const graph = new Graph();
    const x = graph.input('x', [3], 'int16');
    const program = await compiled({ y: reshape(x, [3, 1]) }, { threads: 1 });
    const memory = Int16Array.of(9, 1, 2, 3, 9);
    const { y } = await program.run({ x: memory.subarray(1, 4) });
    expect(y).toEqual(Int16Array.of(1, 2, 3));
    expect(memory).toEqual(Int16Array.of(9, 1, 2, 3, 9));
  });

  test('gives new arrays at each run', async () => {
    const { x } = example();
    const program = await compiled({ y: scale(x, 2) }, { threads: 1 });
    const first = await program.run({ x: Float32Array.of(1, 1, 1, 1) });
    await program.run({ x: Float32Array.of(2, 2, 2, 2) });
    expect(Array.from(first['y']!)).toEqual([2, 2, 2, 2]);
  });

  test('shares one session among equal graphs of one thread count', async () => {
    const before = liveSessions();
    const build = () => {
      const { x, y } = example();
      return { sum: add(x, y) };
    };
    const first = await compiled(build(), { threads: 1 });
    const [second] = await Promise.all([
      compiled(build(), { threads: 1 }),
      compiled(build(), { threads: 1 }),
    ]);
    expect(liveSessions()).toBe(before + 1);
    await compiled(build(), { threads: 2 });
    expect(liveSessions()).toBe(before + 2);
    await first.release();
    await first.release();
    const values = new Float32Array(4).fill(1);
    expect(Array.from((await second.run({ x: values, y: values }))['sum']!)).toEqual([2, 2, 2, 2]);
    await expect(first.run({ x: values, y: values })).rejects.toThrow('released');
  });

  test('frees the session with its last program, and can be compiled again', async () => {
    const { x, y } = example();
    const before = liveSessions();
    const outputs = { sum: add(x, y) };
    const a = await compile(outputs, { threads: 1 });
    const b = await compile(outputs, { threads: 1 });
    await a.release();
    expect(liveSessions()).toBe(before + 1);
    await b.release();
    expect(liveSessions()).toBe(before);
    const again = await compiled(outputs, { threads: 1 });
    const values = new Float32Array(4);
    expect((await again.run({ x: values, y: values }))['sum']).toBeDefined();
  });

  test('keeps graphs apart that differ in a constant alone', async () => {
    const { x } = example();
    const values = Float32Array.of(1, 1, 1, 1);
    const two = await compiled({ y: scale(x, 2) }, { threads: 1 });
    const three = await compiled({ y: scale(x, 3) }, { threads: 1 });
    expect((await two.run({ x: values }))['y']![0]).toBe(2);
    expect((await three.run({ x: values }))['y']![0]).toBe(3);
  });

  test('knows what it costs', async () => {
    const { x, y } = example();
    const program = await compiled({ z: exp(matmul(x, y)) }, { threads: 1 });
    expect(program.cost).toEqual({ flops: 2 * 8 + 4, bytes: 4 * (12 + 8) });
  });

  test('needs an output and a positive number of threads', async () => {
    await expect(compile({}, { threads: 1 })).rejects.toThrow(RangeError);
    await expect(compile({ x: example().x }, { threads: 0 })).rejects.toThrow('0 threads');
  });
});
