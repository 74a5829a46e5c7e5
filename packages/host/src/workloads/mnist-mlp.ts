import { add, flatten, matmul, relu, tanh, type Tensor } from '@thermoloop/compute';
import { z } from 'zod';
import { denseParameters } from '../model/layers.js';
import { countParameters, layOut } from '../model/model.js';
import { defineNetwork } from './network-workload.js';

const activations = { relu, tanh } satisfies Record<string, (x: Tensor) => Tensor>;

/** Dense layers: N = (784 + 1)·32 + (32 + 1)·10 = 25 450 at the defaults. */
export const mnistMlp = defineNetwork({
  name: 'mnist-mlp',
  description: 'dense layers; `hidden` sets the widths of those between, `activation` is relu or tanh',
  loss: 'softmax-cross-entropy',
  normalisation: 'unit',
  defaults: { steps: 300, batch: 64, evalEvery: 50 },
  settings: z.strictObject({
    hidden: z.array(z.int().positive()).default([32]),
    activation: z.enum(['relu', 'tanh']).default('relu'),
  }),
  model: ({ height, width, classes }, { hidden, activation }) => {
    const widths = [height * width, ...hidden, classes];
    const layers = widths.slice(1).map((outputs, i) => ({
      name: `dense${i + 1}`,
      inputs: widths[i]!,
      outputs,
      activation: i < hidden.length ? activation : ('none' as const),
    }));
    const parameters = layOut(
      layers.flatMap((layer) => denseParameters(layer.name, layer.inputs, layer.outputs, layer.activation)),
    );
    return {
      inputShape: [1, height, width],
      outputs: classes,
      parameterCount: countParameters(parameters),
      parameters,
      forward: (batch, parameter) =>
        layers.reduce((x, layer) => {
          const z = matmul(x, parameter(`${layer.name}.weight`), { transposeB: true });
          const y = add(z, parameter(`${layer.name}.bias`));
          return layer.activation === 'none' ? y : activations[layer.activation](y);
        }, flatten(batch)),
    };
  },
});
