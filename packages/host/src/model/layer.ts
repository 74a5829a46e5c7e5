import type { Parameter } from './model.js';

/** Consecutive entries of θ that belong together, as weights and biases of a layer do. */
export interface Layer {
  readonly name: string;
  readonly size: number;
}

/** The layers of a layout, in its order: neighbouring arrays that share what stands before the last dot of their names. */
export function layersOf(parameters: readonly Pick<Parameter, 'name' | 'size'>[]): Layer[] {
  const layers: Layer[] = [];
  for (const { name, size } of parameters) {
    const layer = name.replace(/\.[^.]*$/, '');
    const last = layers.at(-1);
    if (last?.name === layer) layers[layers.length - 1] = { name: layer, size: last.size + size };
    else layers.push({ name: layer, size });
  }
  return layers;
}
