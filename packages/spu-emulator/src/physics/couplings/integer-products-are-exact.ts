import { compile, Graph, integerProduct } from '@thermoloop/compute';

const size = 16;
const depth = 256;
const largest = 127;

let answer: Promise<boolean> | undefined;

/**
 * Whether products of 8-bit codes are exact on this processor, tried once on the largest codes there are: without
 * VNNI, x86 adds two byte products in 16 bits, which saturate.
 */
export function integerProductsAreExact(): Promise<boolean> {
  answer ??= tryLargestCodes().catch((error: unknown) => {
    answer = undefined;
    throw error;
  });
  return answer;
}

async function tryLargestCodes(): Promise<boolean> {
  const graph = new Graph();
  const product = integerProduct(
    graph.input('a', [size, depth], 'int8'),
    graph.input('b', [size, depth], 'int8'),
  );
  const program = await compile({ product }, { threads: 1 });
  const full = new Int8Array(size * depth).fill(largest);
  const mixed = Int8Array.from(full, (code, i) => (i % 3 === 0 ? -code : code));
  const wanted = (a: Int8Array, b: Int8Array, at: number): number => {
    const [i, j] = [Math.floor(at / size), at % size];
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += (a[i * depth + k] as number) * (b[j * depth + k] as number);
    return sum;
  };
  let exact = true;
  for (const [a, b] of [
    [full, full],
    [full, mixed],
    [mixed, full],
  ] as const) {
    const results = (await program.run({ a, b }))['product'] as Int32Array;
    exact &&= results.every((value, at) => value === wanted(a, b, at));
  }
  await program.release();
  return exact;
}
