import { ShapeError } from '../errors.js';
import { Rows } from '../autodiff/rows.js';
import { type Tensor, apply, floatTypeOf } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { elementCount } from '../graph/shape.js';
import { add } from './add.js';
import { type Window, im2col } from './im2col.js';
import { matmul } from './matmul.js';
import { pad } from './pad.js';
import { reshape } from './reshape.js';
import { reverse } from './reverse.js';
import { transpose } from './transpose.js';

type Four = readonly [number, number, number, number];

const conv2dOp: Op<{ padding: number }> = {
  name: 'conv2d',
  infer(inputs, { padding }) {
    const [x, w] = inputs as [Tensor, Tensor];
    const shapes = [x.shape, w.shape];
    if (x.shape.length !== 4 || w.shape.length !== 4) {
      throw new ShapeError('conv2d', shapes, 'images must be [b, c, h, w], weights [out, c, kh, kw]');
    }
    const [batch, channels, height, width] = x.shape as Four;
    const [outputs, channelsOfWeights, kh, kw] = w.shape as Four;
    if (channels !== channelsOfWeights) throw new ShapeError('conv2d', shapes, 'the channels differ');
    if (padding < 0 || padding >= Math.min(kh, kw)) {
      throw new ShapeError(
        'conv2d',
        shapes,
        `padding ${padding} must be at least 0 and less than the kernel`,
      );
    }
    const rows = height + 2 * padding - kh + 1;
    const columns = width + 2 * padding - kw + 1;
    if (rows < 1 || columns < 1)
      throw new ShapeError('conv2d', shapes, 'the kernel is larger than the padded image');
    return { shape: [batch, outputs, rows, columns], dtype: floatTypeOf('conv2d', inputs) };
  },
  emit(node, emitter) {
    if (node.dtype === 'float64') return emitter.of(asMatrixProduct(node));
    const { padding } = node.attributes;
    const names = node.inputs.map((input) => emitter.of(input));
    return emitter.node('Conv', names, { pads: [padding, padding, padding, padding] });
  },
  vjp: (node, cotangent) => [imageCotangent(node, cotangent), weightCotangent(node, cotangent)],
  jvp(node, [tangentX, tangentW]) {
    const [x, w] = node.inputs as [Tensor, Tensor];
    const moved = tangentX && apply(conv2dOp, [tangentX, w], node.attributes);
    const turned = tangentW && apply(conv2dOp, [x, tangentW], node.attributes);
    return moved && turned ? add(moved, turned) : (moved ?? turned);
  },
  rows(node, rows, frame) {
    const [x, w] = node.inputs as [Tensor, Tensor];
    frame.requireExamples(x, 'conv2d');
    const dense = rows.dense();
    return [
      frame.isDependent(x) ? new Rows(imageRows(node, dense)) : undefined,
      frame.isDependent(w) ? new Rows(weightRows(node, dense)) : undefined,
    ];
  },
  flops(node) {
    const w = node.inputs[1] as Tensor;
    return 2 * elementCount(node.shape) * elementCount(w.shape.slice(1));
  },
};

function windowOf(node: Tensor<{ padding: number }>): Window {
  const [, , height, width] = (node.inputs[1] as Tensor).shape as Four;
  return { height, width, padding: node.attributes.padding };
}

/** The convolution as windows times weights: ONNX Runtime has no Conv in float64. */
function asMatrixProduct(node: Tensor<{ padding: number }>): Tensor {
  const [x, w] = node.inputs as [Tensor, Tensor];
  const [batch, outputs, rows, columns] = node.shape as Four;
  const size = elementCount(w.shape.slice(1));
  const windows = reshape(im2col(x, windowOf(node), 2), [batch, size, rows * columns]);
  return reshape(matmul(reshape(w, [outputs, size]), windows), node.shape);
}

/** Cotangents of images [n, c, h, w] from those of the results [n, out, h', w']: a convolution with turned weights. */
function imageCotangent(node: Tensor<{ padding: number }>, cotangent: Tensor): Tensor {
  const w = node.inputs[1] as Tensor;
  const [, , kh, kw] = w.shape as Four;
  const turned = transpose(reverse(w, [2, 3]), [1, 0, 2, 3]);
  const { padding } = node.attributes;
  if (kh === kw) return apply(conv2dOp, [cotangent, turned], { padding: kh - 1 - padding });
  const vertical = kh - 1 - padding;
  const horizontal = kw - 1 - padding;
  const margin = [0, 0, vertical, horizontal];
  return apply(conv2dOp, [pad(cotangent, margin, margin), turned], { padding: 0 });
}

/** The weights' cotangent summed over the batch, as one product [out, b·h'·w'] · [b·h'·w', c·kh·kw]. */
function weightCotangent(node: Tensor<{ padding: number }>, cotangent: Tensor): Tensor {
  const [x, w] = node.inputs as [Tensor, Tensor];
  const [batch, outputs, rows, columns] = node.shape as Four;
  const size = elementCount(w.shape.slice(1));
  const places = batch * rows * columns;
  const windows = reshape(im2col(transpose(x, [1, 0, 2, 3]), windowOf(node), 1), [size, places]);
  const flat = reshape(transpose(cotangent, [1, 0, 2, 3]), [outputs, places]);
  return reshape(matmul(flat, windows, { transposeB: true }), w.shape);
}

/** One convolution over all b·k images. */
function imageRows(node: Tensor<{ padding: number }>, rows: Tensor): Tensor {
  const [lead, k, ...image] = rows.shape as readonly [number, number, number, number, number];
  const flat = imageCotangent(node, reshape(rows, [lead * k, ...image]));
  return reshape(flat, [lead, k, ...flat.shape.slice(1)]);
}

/** For each example one product [k·out, h'·w'] · [h'·w', c·kh·kw]. */
function weightRows(node: Tensor<{ padding: number }>, rows: Tensor): Tensor {
  const [x, w] = node.inputs as [Tensor, Tensor];
  const [batch, outputs, height, width] = node.shape as Four;
  const [lead, k] = rows.shape as readonly [number, number];
  const size = elementCount(w.shape.slice(1));
  const windows = reshape(im2col(x, windowOf(node), 2), [batch, size, height * width]);
  const flat = reshape(rows, [lead, k * outputs, height * width]);
  return reshape(matmul(flat, windows, { transposeB: true }), [batch, k, ...w.shape]);
}

/**
 * Cross-correlation of images with kernels, stride 1.
 *
 * @param x images [b, c, h, w]
 * @param weights [out, c, kh, kw]
 * @param options padding: zeros on each side, less than the kernel's size; default 0
 * @returns [b, out, h + 2 padding − kh + 1, w + 2 padding − kw + 1]
 */
export function conv2d(x: Tensor, weights: Tensor, options: { readonly padding?: number } = {}): Tensor {
  return apply(conv2dOp, [x, weights], { padding: options.padding ?? 0 });
}
