import { Tensor as OrtTensor } from 'onnxruntime-node';
import { reachable } from '../autodiff/order.js';
import { emitModel } from '../emit/model.js';
import { InputError } from '../errors.js';
import { type DType, type TypedArray, dtypeOf } from '../graph/dtype.js';
import type { Tensor } from '../graph/graph.js';
import { type Shape, elementCount, formatShape } from '../graph/shape.js';
import { inputOp } from '../ops/input.js';
import { type Cost, costOf } from './cost.js';
import { guarded } from './run-guard.js';
import { type Lease, leaseSession } from './session-cache.js';

export interface ProgramOptions {
  /** Threads for one run. It changes low bits of some sums, so it belongs to a run's recorded settings. */
  readonly threads: number;
}

/** A compiled graph: named arrays in, named arrays out. */
export interface Program {
  /**
   * Computes the outputs. ONNX Runtime works on the calling thread until it is done. Input arrays are used in place,
   * without a copy, so leave them alone until the promise settles; outputs are new arrays.
   *
   * @param inputs by name; those that the outputs do not need may be given or left out
   * @throws InputError for a missing, unknown, wrongly typed or wrongly sized array
   */
  run(inputs: Readonly<Record<string, TypedArray>>): Promise<Record<string, TypedArray>>;
  readonly cost: Cost;
  /** Frees the session when no other program uses the same one; the program cannot run afterwards. */
  release(): Promise<void>;
}

/**
 * Prunes the graph to what the outputs need and makes it runnable. Programs of equal graphs and thread counts share
 * one session.
 */
export async function compile(
  outputs: Readonly<Record<string, Tensor>>,
  options: ProgramOptions,
): Promise<Program> {
  const tensors = Object.values(outputs);
  const graph = tensors[0]?.graph;
  if (graph === undefined) throw new RangeError('compile: no outputs');
  if (!Number.isInteger(options.threads) || options.threads < 1) {
    throw new RangeError(`compile: ${options.threads} threads, must be a positive integer`);
  }
  const lease = await leaseSession(emitModel(outputs), options.threads);
  const needed = new Map<string, Tensor>();
  for (const tensor of reachable(tensors)) {
    if (tensor.op.name === inputOp.name) needed.set((tensor.attributes as { name: string }).name, tensor);
  }
  return new OrtProgram(lease, needed, new Set(graph.inputs.keys()), Object.keys(outputs), costOf(tensors));
}

class OrtProgram implements Program {
  #released = false;

  constructor(
    private readonly lease: Lease,
    private readonly needed: ReadonlyMap<string, Tensor>,
    private readonly declared: ReadonlySet<string>,
    private readonly outputs: readonly string[],
    readonly cost: Cost,
  ) {}

  async run(inputs: Readonly<Record<string, TypedArray>>): Promise<Record<string, TypedArray>> {
    if (this.#released) throw new Error('this program has been released');
    for (const name of Object.keys(inputs)) {
      if (!this.declared.has(name)) {
        throw new InputError(
          `the graph has no input '${name}'; it has ${[...this.declared].join(', ') || 'none'}`,
        );
      }
    }
    const feeds: Record<string, OrtTensor> = {};
    for (const [name, tensor] of this.needed) feeds[`in:${name}`] = feed(name, tensor, inputs[name]);
    const results = await guarded(() => this.lease.session.run(feeds));
    return Object.fromEntries(
      this.outputs.map((name) => [name, (results[`out:${name}`] as OrtTensor).data as TypedArray]),
    );
  }

  async release(): Promise<void> {
    this.#released = true;
    await this.lease.release();
  }
}

function feed(name: string, tensor: Tensor, data: TypedArray | undefined): OrtTensor {
  const wanted = describe(tensor.dtype, tensor.shape);
  if (data === undefined) throw new InputError(`input '${name}' is missing: ${wanted}`);
  if (dtypeOf(data) !== tensor.dtype || data.length !== elementCount(tensor.shape)) {
    throw new InputError(`input '${name}' is ${data.constructor.name} of ${data.length}, must be ${wanted}`);
  }
  return new OrtTensor(tensor.dtype, data, tensor.shape);
}

function describe(dtype: DType, shape: Shape): string {
  return `${dtype} ${formatShape(shape)}, ${elementCount(shape)} elements`;
}
