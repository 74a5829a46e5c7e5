import { ShapeError } from '../errors.js';
import { type Tensor, apply, floatTypeOf } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { broadcastTo } from './broadcast-to.js';
import { reshape } from './reshape.js';
import { sum } from './sum.js';

const upsample2dOp: Op<{ size: number }> = {
  name: 'upsample2d',
  infer(inputs, { size }) {
    const { shape } = inputs[0] as Tensor;
    if (shape.length !== 4) throw new ShapeError('upsample2d', [shape], 'needs images [n, c, h, w]');
    const [n, c, h, w] = shape as readonly [number, number, number, number];
    return { shape: [n, c, h * size, w * size], dtype: floatTypeOf('upsample2d', inputs) };
  },
  emit(node, emitter) {
    const x = node.inputs[0] as Tensor;
    if (node.dtype === 'float64') {
      const { size } = node.attributes;
      const [n, c, h, w] = x.shape as readonly [number, number, number, number];
      return emitter.of(
        reshape(broadcastTo(reshape(x, [n, c, h, 1, w, 1]), [n, c, h, size, w, size]), node.shape),
      );
    }
    const scales = emitter.constant(Float32Array.of(1, 1, node.attributes.size, node.attributes.size), [4]);
    return emitter.node('Resize', [emitter.of(x), '', scales], {
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    });
  },
  vjp(node, cotangent) {
    const { shape } = node.inputs[0] as Tensor;
    const { size } = node.attributes;
    const [n, c, h, w] = shape as readonly [number, number, number, number];
    return [sum(reshape(cotangent, [n, c, h, size, w, size]), [3, 5])];
  },
  jvp: (node, [tangent]) => upsample2d(tangent as Tensor, node.attributes.size),
};

/** Each pixel of images [n, c, h, w] repeated to a size × size square. */
export function upsample2d(x: Tensor, size: number): Tensor {
  return size === 1 ? x : apply(upsample2dOp, [x], { size });
}
