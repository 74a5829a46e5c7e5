import type { Shape, Tensor } from '@thermoloop/compute';

/** Size of the images and number of classes of a data set; `Dataset` is one. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly classes: number;
}

/** One parameter array and its place in the flat θ. */
export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  readonly offset: number;
  readonly size: number;
  /** Standard deviation of its initial values; 0 starts at 0. */
  readonly initialDeviation: number;
}

/** A network as a function of a batch and of a flat vector θ of N parameters. */
export interface Model {
  /** Shape of one example; a batch is [b, ...inputShape]. */
  readonly inputShape: Shape;
  /** d, outputs of one example. */
  readonly outputs: number;
  /** N. */
  readonly parameterCount: number;
  readonly parameters: readonly Parameter[];
  /** Outputs [b, d]; `parameter` gives the slice of θ in its shape. */
  forward(batch: Tensor, parameter: (name: string) => Tensor): Tensor;
}

/** Lays the arrays out in θ one after another. */
export function layOut(arrays: readonly Omit<Parameter, 'offset' | 'size'>[]): Parameter[] {
  let offset = 0;
  return arrays.map((array) => {
    const size = array.shape.reduce((product, dimension) => product * dimension, 1);
    const parameter = { ...array, offset, size };
    offset += size;
    return parameter;
  });
}

/** N of a layout. */
export function countParameters(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, { size }) => sum + size, 0);
}
