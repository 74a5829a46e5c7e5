import type { SelfTime } from './self-times.js';

/** Kinds of work that functions belong to, by the files that they are in; the first that fits. */
const groups: readonly { readonly title: string; readonly files: RegExp }[] = [
  { title: 'ONNX Runtime, both graphs and products', files: /^(onnxruntime-|compute\/runtime)/ },
  {
    title: 'matrix functions and random numbers',
    files: /^(spu-emulator\/physics|compute\/linalg|sim-kernel\/)/,
  },
  { title: 'converters', files: /^bus\// },
  {
    title: 'protocol and messages',
    files: /^(protocol\/|@node-rs\/|node:internal.*(messageport|event_target|worker))/,
  },
  { title: 'device and its threads', files: /^spu-emulator\// },
  { title: 'ranges and codes', files: /^host\/(driver|encode)\// },
  { title: 'rest of the training loop', files: /^(host|lab)\// },
];
const collector = 'garbage collection';
const others = 'Node and others';

export const groupTitles: readonly string[] = [...groups.map(({ title }) => title), collector, others];

export function groupOf({ name, file }: Pick<SelfTime, 'name' | 'file'>): string {
  if (name === '(garbage collector)') return collector;
  return groups.find(({ files }) => files.test(file))?.title ?? others;
}
