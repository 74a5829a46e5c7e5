import { reshape, slice, type Tensor } from '@thermoloop/compute';
import type { Model } from './model.js';

/** The outputs [b, d] of a model as a graph over the flat `theta` [N] and a batch [b, ...inputShape]. */
export function bindModel(model: Model, theta: Tensor, batch: Tensor): Tensor {
  const byName = new Map(model.parameters.map((parameter) => [parameter.name, parameter]));
  return model.forward(batch, (name) => {
    const parameter = byName.get(name);
    if (parameter === undefined) throw new Error(`the model has no parameter '${name}'`);
    const { offset, size, shape } = parameter;
    return reshape(slice(theta, 0, offset, offset + size), shape);
  });
}
