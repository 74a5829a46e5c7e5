import { createHash } from 'node:crypto';
import { DTypeError, ShapeError } from '../errors.js';
import { constantOp } from '../ops/constant.js';
import { inputOp } from '../ops/input.js';
import { type DType, type FloatType, type TypedArray, arrayOf, dtypeOf } from './dtype.js';
import type { Op } from './op.js';
import { type Shape, elementCount } from './shape.js';

/** A symbolic array: one op applied to other tensors of the same graph. Created by ops, never by hand. */
export class Tensor<A extends object = object> {
  constructor(
    readonly graph: Graph,
    /** Position in the order of creation; inputs come before what uses them. */
    readonly id: number,
    readonly op: Op<A>,
    readonly inputs: readonly Tensor[],
    readonly attributes: A,
    readonly shape: Shape,
    readonly dtype: DType,
  ) {}
}

/**
 * Builds tensors with static shapes. Equal expressions are one tensor: an op applied twice to the same inputs with
 * the same attributes is made once, so that a forward pass and its derivatives share what they have in common.
 */
export class Graph {
  readonly #interned = new Map<string, Tensor>();
  readonly #inputs = new Map<string, Tensor>();
  #nextId = 0;

  /** A named array that every run supplies. Throws if the name is taken by another shape or type. */
  input(name: string, shape: Shape, dtype: DType = 'float32'): Tensor {
    const existing = this.#inputs.get(name);
    const tensor = this.apply(inputOp, [], { name, shape: [...shape], dtype });
    if (existing !== undefined && existing !== tensor) {
      throw new Error(`graph input '${name}' exists already with another shape or type`);
    }
    this.#inputs.set(name, tensor);
    return tensor;
  }

  /** Fixed data, row-major; the element type is the array's. The data are copied. */
  constant(data: TypedArray, shape: Shape): Tensor {
    if (data.length !== elementCount(shape)) {
      throw new ShapeError('constant', [shape], `${data.length} values do not fill this shape`);
    }
    const copy = data.slice();
    const bytes = new Uint8Array(copy.buffer, copy.byteOffset, copy.byteLength);
    const digest = createHash('sha256').update(bytes).digest('hex');
    const dtype = dtypeOf(data);
    return this.#intern(`constant ${dtype} ${JSON.stringify(shape)} ${digest}`, () =>
      this.#create(constantOp, [], { data: copy }, [...shape], dtype),
    );
  }

  /** One number as a constant of shape []. */
  scalar(value: number, dtype: DType = 'float32'): Tensor {
    return this.constant(arrayOf(dtype, [value]), []);
  }

  /** The n × n unit matrix. */
  identity(n: number, dtype: FloatType = 'float32'): Tensor {
    const data = dtype === 'float32' ? new Float32Array(n * n) : new Float64Array(n * n);
    for (let i = 0; i < n; i++) data[i * n + i] = 1;
    return this.constant(data, [n, n]);
  }

  /** The inputs declared so far, by name. */
  get inputs(): ReadonlyMap<string, Tensor> {
    return this.#inputs;
  }

  /** Applies an op; the functions under ops/ are the readable way to call this. */
  apply<A extends object>(op: Op<A>, inputs: readonly Tensor[], attributes: A): Tensor {
    for (const input of inputs) {
      if (input.graph !== this) throw new Error(`${op.name}: its inputs belong to different graphs`);
    }
    const key = `${op.name} ${inputs.map((input) => input.id).join(',')} ${JSON.stringify(attributes)}`;
    return this.#intern(key, () => {
      const { shape, dtype } = op.infer(inputs, attributes);
      if (!shape.every((length) => Number.isInteger(length) && length > 0)) {
        throw new ShapeError(
          op.name,
          [...inputs.map((input) => input.shape), shape],
          'an axis would be empty',
        );
      }
      return this.#create(op, inputs, attributes, shape, dtype);
    });
  }

  #intern(key: string, create: () => Tensor): Tensor {
    const found = this.#interned.get(key);
    if (found !== undefined) return found;
    const tensor = create();
    this.#interned.set(key, tensor);
    return tensor;
  }

  #create<A extends object>(
    op: Op<A>,
    inputs: readonly Tensor[],
    attributes: A,
    shape: Shape,
    dtype: DType,
  ): Tensor {
    return new Tensor<A>(this, this.#nextId++, op, inputs, attributes, shape, dtype);
  }
}

/** Applies an op in the graph of its first input. */
export function apply<A extends object>(
  op: Op<A>,
  inputs: readonly [Tensor, ...Tensor[]],
  attributes: A,
): Tensor {
  return inputs[0].graph.apply(op, inputs, attributes);
}

/** Throws DTypeError unless every input has the first one's floating type, which it returns. */
export function floatTypeOf(op: string, inputs: readonly Tensor[]): FloatType {
  const dtypes = inputs.map((input) => input.dtype);
  const first = dtypes[0];
  if ((first !== 'float32' && first !== 'float64') || dtypes.some((dtype) => dtype !== first)) {
    throw new DTypeError(op, dtypes, 'needs float32 or float64, the same for all');
  }
  return first;
}
