/** Flags for a network that takes milliseconds a step, on the data set that `writeSmallDataset` puts into `data`. */
export const smallNetwork: readonly string[] = [
  '--data',
  'data',
  '--workload',
  'mnist-mlp',
  '--hidden',
  '4',
  '--batch',
  '16',
];
