import type { Parameter } from './model.js';

export type Activation = 'relu' | 'tanh';

type ParameterArray = Omit<Parameter, 'offset' | 'size'>;

/**
 * Standard deviation of a layer's initial weights: √(2 / fan-in) before a ReLU (He et al., arXiv:1502.01852),
 * √(1 / fan-in) otherwise.
 */
export function initialDeviation(fanIn: number, activation: Activation | 'none'): number {
  return Math.sqrt((activation === 'relu' ? 2 : 1) / fanIn);
}

/** Weight [out, in] and bias [out] (from 0) of a dense layer. */
export function denseParameters(
  layer: string,
  inputs: number,
  outputs: number,
  activation: Activation | 'none',
): ParameterArray[] {
  return [
    {
      name: `${layer}.weight`,
      shape: [outputs, inputs],
      initialDeviation: initialDeviation(inputs, activation),
    },
    { name: `${layer}.bias`, shape: [outputs], initialDeviation: 0 },
  ];
}

/** Weight [out, in, size, size] and bias [out] (from 0) of a convolution before a ReLU. */
export function convolutionParameters(
  layer: string,
  inputs: number,
  outputs: number,
  size: number,
): ParameterArray[] {
  return [
    {
      name: `${layer}.weight`,
      shape: [outputs, inputs, size, size],
      initialDeviation: initialDeviation(inputs * size * size, 'relu'),
    },
    { name: `${layer}.bias`, shape: [outputs], initialDeviation: 0 },
  ];
}
