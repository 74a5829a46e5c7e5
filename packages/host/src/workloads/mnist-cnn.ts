import { add, addBias, conv2d, flatten, matmul, maxPool2d, relu } from '@thermoloop/compute';
import { z } from 'zod';
import { convolutionParameters, denseParameters } from '../model/layers.js';
import { countParameters, layOut } from '../model/model.js';
import { defineNetwork, ImageSizeError } from './network-workload.js';

const channels1 = 8;
const channels2 = 16;

/** Two convolutions of 3 × 3 with ReLU and pooling by 2, then a dense layer: N = 9098 at 28 × 28 and 10 classes. */
export const mnistCnn = defineNetwork({
  name: 'mnist-cnn',
  description: 'convolutions of 8 and 16 channels (3 × 3, ReLU, max-pooling by 2) and a dense layer',
  loss: 'softmax-cross-entropy',
  normalisation: 'unit',
  defaults: { steps: 300, batch: 64, evalEvery: 50 },
  settings: z.strictObject({}),
  model: (image) => {
    const { height, width, classes } = image;
    if (height < 4 || width < 4) throw new ImageSizeError('mnist-cnn', image, 4);
    const features =
      channels2 * Math.floor(Math.floor(height / 2) / 2) * Math.floor(Math.floor(width / 2) / 2);
    const parameters = layOut([
      ...convolutionParameters('convolution1', 1, channels1, 3),
      ...convolutionParameters('convolution2', channels1, channels2, 3),
      ...denseParameters('dense', features, classes, 'none'),
    ]);
    return {
      inputShape: [1, height, width],
      outputs: classes,
      parameterCount: countParameters(parameters),
      parameters,
      forward: (batch, parameter) => {
        let x = batch;
        for (const layer of ['convolution1', 'convolution2']) {
          const z = conv2d(x, parameter(`${layer}.weight`), { padding: 1 });
          x = maxPool2d(relu(addBias(z, parameter(`${layer}.bias`))), 2);
        }
        const z = matmul(flatten(x), parameter('dense.weight'), { transposeB: true });
        return add(z, parameter('dense.bias'));
      },
    };
  },
});
