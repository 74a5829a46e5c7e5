import { DerivativeError, ShapeError } from '../errors.js';
import { type RowFrame, Rows } from '../autodiff/rows.js';
import { type Tensor, apply, floatTypeOf } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { type Shape, broadcastShape, elementCount } from '../graph/shape.js';
import { add } from './add.js';
import { mul } from './mul.js';
import { reshape } from './reshape.js';
import { sumTo } from './sum-to.js';

export interface MatMulOptions {
  /** Take aᵀ (its last two axes swapped) as the left factor. */
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

interface MatMulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

const matmulOp: Op<MatMulAttributes> = {
  name: 'matmul',
  infer(inputs, { transposeA, transposeB }) {
    const [a, b] = inputs as [Tensor, Tensor];
    const shapes = [a.shape, b.shape];
    if (a.shape.length < 2 || b.shape.length < 2) {
      throw new ShapeError('matmul', shapes, 'both need two axes; reshape a vector to a row or a column');
    }
    const [m, inner] = matrixSize(a.shape, transposeA);
    const [innerB, n] = matrixSize(b.shape, transposeB);
    const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    if (inner !== innerB || batch === undefined) {
      const turned = `${transposeA ? ', the first transposed' : ''}${transposeB ? ', the second transposed' : ''}`;
      throw new ShapeError('matmul', shapes, `the inner axes must have one length${turned}`);
    }
    return { shape: [...batch, m, n], dtype: floatTypeOf('matmul', inputs) };
  },
  emit(node, emitter) {
    const [a, b] = node.inputs as [Tensor, Tensor];
    const { transposeA, transposeB } = node.attributes;
    const names = [emitter.of(a), emitter.of(b)];
    if (!transposeA && !transposeB) return emitter.node('MatMul', names);
    if (a.shape.length === 2 && b.shape.length === 2) {
      return emitter.node('Gemm', names, { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 });
    }
    const turned = [a, b].map((tensor, i) =>
      (i === 0 ? transposeA : transposeB)
        ? emitter.node('Transpose', [names[i] as string], { perm: swapLastTwo(tensor.shape.length) })
        : (names[i] as string),
    );
    return emitter.node('MatMul', turned);
  },
  vjp(node, cotangent) {
    const [a, b] = node.inputs as [Tensor, Tensor];
    const { transposeA } = node.attributes;
    if (b.shape.length === 2 && a.shape.length > 2 && !transposeA) return oneProductForAll(node, cotangent);
    const [forA, forB] = cotangents(a, b, cotangent, node.attributes);
    return [sumTo(forA, a.shape), sumTo(forB, b.shape)];
  },
  jvp(node, [tangentA, tangentB]) {
    const [a, b] = node.inputs as [Tensor, Tensor];
    const left = tangentA && apply(matmulOp, [tangentA, b], node.attributes);
    const right = tangentB && apply(matmulOp, [a, tangentB], node.attributes);
    return left && right ? add(left, right) : (left ?? right);
  },
  rows(node, rows, frame) {
    const [a, b] = node.inputs as [Tensor, Tensor];
    const dense = rows.dense();
    if (frame.isShared(node)) {
      const [forA, forB] = cotangents(lift(a, 1, a.shape), lift(b, 1, b.shape), dense, node.attributes);
      return [a, b].map((input, i) => {
        const part = i === 0 ? forA : forB;
        return new Rows(sumTo(part, [...part.shape.slice(0, 2), ...input.shape]));
      });
    }
    if (a.shape.length === 2 && b.shape.length === 2) return denseLayerRows(node, dense, frame);
    return batchedRows(node, dense, frame);
  },
  flops(node) {
    const a = node.inputs[0] as Tensor;
    return 2 * elementCount(node.shape) * matrixSize(a.shape, node.attributes.transposeA)[1];
  },
};

function matrixSize(shape: Shape, transposed: boolean): readonly [number, number] {
  const rows = shape.at(-2) as number;
  const columns = shape.at(-1) as number;
  return transposed ? [columns, rows] : [rows, columns];
}

function swapLastTwo(rank: number): number[] {
  return [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2];
}

function lift(tensor: Tensor, lead: number, inner: Shape): Tensor {
  return reshape(tensor, [lead, 1, ...inner]);
}

/** Cotangents of both factors before any sum over stretched axes. */
function cotangents(
  a: Tensor,
  b: Tensor,
  c: Tensor,
  { transposeA, transposeB }: MatMulAttributes,
): [Tensor, Tensor] {
  const forA = transposeA
    ? matmul(b, c, { transposeA: transposeB, transposeB: true })
    : matmul(c, b, { transposeB: !transposeB });
  const forB = transposeB
    ? matmul(c, a, { transposeA: true, transposeB: transposeA })
    : matmul(a, c, { transposeA: !transposeA });
  return [forA, forB];
}

/** [..., m, k] · matrix: all leading axes are rows of one large product, also for the matrix's cotangent. */
function oneProductForAll(node: Tensor<MatMulAttributes>, cotangent: Tensor): [Tensor, Tensor] {
  const [a, b] = node.inputs as [Tensor, Tensor];
  const rowCount = elementCount(a.shape.slice(0, -1));
  const flatA = reshape(a, [rowCount, a.shape.at(-1) as number]);
  const flatC = reshape(cotangent, [rowCount, cotangent.shape.at(-1) as number]);
  const [forA, forB] = cotangents(flatA, b, flatC, node.attributes);
  return [reshape(forA, a.shape), forB];
}

/** Stretched last axes shorter than this make a broadcast slower than a product with an inner axis of one. */
const shortAxis = 64;

/** x [b, in] · weights: the rows of the weights are outer products, broadcast over a contiguous inner axis. */
function denseLayerRows(node: Tensor<MatMulAttributes>, rows: Tensor, frame: RowFrame): (Rows | undefined)[] {
  const [x, weights] = node.inputs as [Tensor, Tensor];
  const { transposeA, transposeB } = node.attributes;
  if (transposeA || frame.isShared(x) || (frame.isDependent(weights) && !frame.isShared(weights))) {
    throw new DerivativeError(
      'perExampleJacobian: matmul of two matrices must be examples [b, in] times parameters',
    );
  }
  const [lead, k, width] = rows.shape as readonly [number, number, number];
  const [batch, inputs] = x.shape as readonly [number, number];
  const forX = frame.isDependent(x)
    ? new Rows(matmul(rows, weights, { transposeB: !transposeB }))
    : undefined;
  if (!frame.isDependent(weights)) return [forX, undefined];
  if (transposeB) {
    const outer = mul(reshape(rows, [lead, k, width, 1]), reshape(x, [batch, 1, 1, inputs]));
    return [forX, new Rows(outer)];
  }
  const column = reshape(x, [batch, 1, inputs, 1]);
  const row = reshape(rows, [lead, k, 1, width]);
  return [forX, new Rows(width < shortAxis ? matmul(column, row) : mul(column, row))];
}

/** Products with further axes inside each example: [b, ..., m, k] with a shared or a per-example factor. */
function batchedRows(node: Tensor<MatMulAttributes>, rows: Tensor, frame: RowFrame): (Rows | undefined)[] {
  const [a, b] = node.inputs as [Tensor, Tensor];
  const perExample = [a, b].map((tensor) => frame.isAligned(tensor, node) && tensor.shape.length > 2);
  const lifted = [a, b].map((tensor, i) => {
    if (perExample[i]) return lift(tensor, frame.batch, tensor.shape.slice(1));
    if (tensor.shape.length > node.shape.length - 1) {
      throw new DerivativeError('perExampleJacobian: matmul: a parameter meets the batch axis');
    }
    return lift(tensor, 1, [
      ...new Array<number>(node.shape.length - 1 - tensor.shape.length).fill(1),
      ...tensor.shape,
    ]);
  }) as [Tensor, Tensor];
  return cotangents(...lifted, rows, node.attributes).map((part, i) => {
    const tensor = i === 0 ? a : b;
    if (!frame.isDependent(tensor)) return undefined;
    const [lead, k, ...inner] = part.shape as readonly [number, number, ...number[]];
    const wanted = perExample[i] ? tensor.shape.slice(1) : tensor.shape;
    const padded = [...new Array<number>(inner.length - wanted.length).fill(1), ...wanted];
    return new Rows(reshape(sumTo(part, [lead, k, ...padded]), [lead, k, ...wanted]));
  });
}

/**
 * Matrix product over the last two axes; leading axes broadcast. Both factors need at least two axes: ONNX Runtime
 * multiplies by a vector of one axis twenty times slower than by a column.
 *
 * For a dense layer weights [out, in] with transposeB are the better layout: their per-example rows are then made at
 * the speed of memory whatever the sizes, and `peak` of the rows need not make them.
 */
export function matmul(a: Tensor, b: Tensor, options: MatMulOptions = {}): Tensor {
  const { transposeA = false, transposeB = false } = options;
  return apply(matmulOp, [a, b], { transposeA, transposeB });
}
