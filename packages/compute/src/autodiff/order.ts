import type { Tensor } from '../graph/graph.js';

/** Every tensor that the given ones are made of, themselves included, inputs before users. */
export function reachable(outputs: readonly Tensor[]): Tensor[] {
  const seen = new Set<Tensor>(outputs);
  const pending = [...seen];
  for (let tensor = pending.pop(); tensor !== undefined; tensor = pending.pop()) {
    for (const input of tensor.inputs) {
      if (!seen.has(input)) {
        seen.add(input);
        pending.push(input);
      }
    }
  }
  return [...seen].sort((a, b) => a.id - b.id);
}

/** Those of the ordered tensors that are, or are made of, one of the sources. */
export function dependents(ordered: readonly Tensor[], sources: Iterable<Tensor>): Set<Tensor> {
  const found = new Set<Tensor>(sources);
  for (const tensor of ordered) {
    if (tensor.inputs.some((input) => found.has(input))) found.add(tensor);
  }
  return found;
}
