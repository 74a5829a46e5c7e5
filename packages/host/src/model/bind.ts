import { reshape, slice, type Tensor } from '@thermoloop/compute';
import type { Model } from './model.js';

/** A model's outputs as a tensor of the graph of θ and the batch, with the slices of θ it was built on. */
export interface BoundModel {
  /** [b, d] */
  readonly outputs: Tensor;
  /** The slices of θ in the order of θ, each in its own shape. */
  readonly parameters: readonly Tensor[];
}

/** Builds the forward graph over the flat `theta` [N] and a batch [b, ...inputShape]. */
export function bindModel(model: Model, theta: Tensor, batch: Tensor): BoundModel {
  const parameters = new Map(
    model.parameters.map(({ name, shape, offset, size }) => [
      name,
      reshape(slice(theta, [offset], [offset + size]), shape),
    ]),
  );
  const outputs = model.forward(batch, (name) => {
    const tensor = parameters.get(name);
    if (tensor === undefined) throw new Error(`the model has no parameter '${name}'`);
    return tensor;
  });
  return { outputs, parameters: [...parameters.values()] };
}
