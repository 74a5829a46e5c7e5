import { DerivativeError, ShapeError } from '../errors.js';
import type { FloatType } from '../graph/dtype.js';
import type { Tensor } from '../graph/graph.js';
import { broadcastTo } from '../ops/broadcast-to.js';
import { inputOp } from '../ops/input.js';
import { pad, padOp, type PadAttributes } from '../ops/pad.js';
import { reshape } from '../ops/reshape.js';
import { zerosOf } from '../ops/zeros.js';
import { accumulate } from './accumulate.js';
import { dependents, reachable } from './order.js';
import { RowFrame, Rows, withWholeBatch } from './rows.js';

/**
 * Jacobian rows of each example by itself, all at once: row (i, j) is the derivative of
 * Σ_c cotangents[i, j, c] · output[i, c] by the parameters, where only example i contributes.
 *
 * Parameters are shared by all examples; whatever is made of them and of constants alone is shared too. Everything
 * else on the way must keep the batch as its axis 0. Slices of a parameter vector are allowed, and their rows are
 * joined by one Concat.
 *
 * @param output [b, d]
 * @param wrt tensors that output is made of
 * @param cotangents [b, k, d]; without it the unit vectors, k = d, so that the rows are the Jacobian of the outputs
 * @returns for each p of wrt, [b, k, ...p.shape], example-major: reshape to [b·k, p] for a matrix of rows
 * @throws ShapeError for a wrong output or cotangent; DerivativeError if an op has no row rule or mixes examples
 */
export function perExampleJacobian(output: Tensor, wrt: readonly Tensor[], cotangents?: Tensor): Tensor[] {
  const [batch, width] = output.shape;
  if (batch === undefined || width === undefined || output.shape.length !== 2) {
    throw new ShapeError('perExampleJacobian', [output.shape], 'the output must be [b, d]');
  }
  const seed =
    cotangents ?? reshape(output.graph.identity(width, output.dtype as FloatType), [1, width, width]);
  if (cotangents !== undefined) {
    const [b, , d] = cotangents.shape;
    if (cotangents.shape.length !== 3 || b !== batch || d !== width) {
      throw new ShapeError(
        'perExampleJacobian',
        [output.shape, cotangents.shape],
        'cotangents must be [b, k, d]',
      );
    }
  }
  const k = seed.shape[1] as number;
  const ordered = reachable([output]);
  const dependent = dependents(ordered, wrt);
  const shared = sharedTensors(ordered, wrt);
  const frame = new RowFrame(batch, shared, dependent);
  if (dependent.has(output)) frame.requireExamples(output, 'output');

  const contributions = new Map<Tensor, Rows[]>([[output, [new Rows(seed)]]]);
  const totals = new Map<Tensor, Rows>();
  for (const node of ordered.reverse()) {
    const parts = contributions.get(node);
    if (parts === undefined || !dependent.has(node)) continue;
    const total = sumOfRows(parts, batch);
    totals.set(node, total);
    if (!node.inputs.some((input) => dependent.has(input))) continue;
    if (node.op.rows === undefined) throw new DerivativeError(`${node.op.name} has no per-example row rule`);
    node.op.rows(node, total, frame).forEach((part, i) => {
      const input = node.inputs[i] as Tensor;
      if (part === undefined || !dependent.has(input)) return;
      const list = contributions.get(input);
      if (list === undefined) contributions.set(input, [part]);
      else list.push(part);
    });
  }
  return wrt.map((tensor) => {
    const rows = totals.get(tensor);
    if (rows === undefined) return zerosOf(tensor, [batch, k, ...tensor.shape]);
    return withWholeBatch(rows.dense(), batch);
  });
}

/** Tensors made only of wrt and constants, wrt included. */
function sharedTensors(ordered: readonly Tensor[], wrt: readonly Tensor[]): Set<Tensor> {
  const shared = new Set<Tensor>(wrt);
  for (const tensor of ordered) {
    if (tensor.op.name !== inputOp.name && tensor.inputs.every((input) => shared.has(input)))
      shared.add(tensor);
  }
  return shared;
}

function sumOfRows(parts: readonly Rows[], batch: number): Rows {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const dense = parts.map((rows) => rows.dense());
  const lead = Math.max(...dense.map((rows) => rows.shape[0] as number));
  const aligned = dense.map((rows) => (lead === batch ? stretched(rows, batch) : rows));
  return new Rows(accumulate(aligned as [Tensor, ...Tensor[]]));
}

/** Rows over the whole batch; a padded piece is stretched before its padding, so that pieces can still be joined. */
function stretched(rows: Tensor, batch: number): Tensor {
  if (rows.shape[0] === batch) return rows;
  if (rows.op.name !== padOp.name) return withWholeBatch(rows, batch);
  const { before, after } = rows.attributes as PadAttributes;
  const piece = rows.inputs[0] as Tensor;
  return pad(broadcastTo(piece, [batch, ...piece.shape.slice(1)]), before, after);
}
