import { createHash } from 'node:crypto';
import type { TrainingSnapshot } from '@thermoloop/host';
import { z } from 'zod';
import { InputError } from '../input-error.js';
import type { LogPosition } from '../trace/event-log.js';
import { decodeSafetensors, encodeSafetensors, SafetensorsError, type Tensor } from './safetensors.js';

/** What a run goes on from. */
export interface Checkpoint {
  readonly training: TrainingSnapshot;
  /** Steps that had been evaluated and still lacked their update: they are evaluated again. */
  readonly stepsInFlight: number;
  /** Where the event log stood. */
  readonly events?: LogPosition;
}

const count = z.int().nonnegative();
const logPosition: z.ZodType<LogPosition> = z.strictObject({ events: count, hash: z.string(), bytes: count });

const format = 'thermoloop.checkpoint/1';
const parametersName = 'theta';
const optimizerPrefix = 'optimizer.';

/** The texts beside the arrays; each is the JSON of its value. */
const state = z.strictObject({
  step: count,
  virtualTimePs: z.string().regex(/^\d+$/),
  stepsInFlight: count,
  optimizer: z.record(z.string(), z.number()),
  events: logPosition.optional(),
});

/**
 * A checkpoint as a safetensors file: `theta` [N] and the optimizer's arrays as `optimizer.<name>`, everything else as
 * texts in its metadata, with a SHA-256 of it all.
 */
export function encodeCheckpoint({ training, stepsInFlight, events }: Checkpoint): Uint8Array {
  const { step, parameters, optimizer, virtualTimePs } = training;
  const tensors: Record<string, Tensor> = {
    [parametersName]: { values: parameters, shape: [parameters.length] },
  };
  const numbers: Record<string, number> = {};
  for (const [name, value] of Object.entries(optimizer)) {
    if (typeof value === 'number') numbers[name] = value;
    else tensors[optimizerPrefix + name] = { values: value, shape: [value.length] };
  }
  const content: z.input<typeof state> = {
    step,
    virtualTimePs: virtualTimePs.toString(),
    stepsInFlight,
    optimizer: numbers,
    ...(events === undefined ? {} : { events }),
  };
  const texts = { format, state: JSON.stringify(content) };
  return encodeSafetensors({ tensors, metadata: { ...texts, sha256: digestOf(tensors, texts.state) } });
}

/**
 * What a checkpoint file holds.
 * @param path where it stood, for the error
 * @throws InputError for bytes that are no whole checkpoint
 */
export function decodeCheckpoint(bytes: Uint8Array, path: string): Checkpoint {
  const refusal = (found: string) =>
    new InputError({ place: path, found, expected: `a checkpoint (${format})` });
  let file;
  try {
    file = decodeSafetensors(bytes);
  } catch (error) {
    if (error instanceof SafetensorsError) throw refusal(error.message);
    throw error;
  }
  const { tensors, metadata } = file;
  if (metadata['format'] !== format) throw refusal(`format ${metadata['format'] ?? 'unknown'}`);
  const text = metadata['state'] ?? '';
  if (metadata['sha256'] !== digestOf(tensors, text))
    throw refusal('content that does not match its checksum');
  const result = state.safeParse(JSON.parse(text));
  const arrays = Object.entries(tensors).map(([name, { values }]) => [name, values] as const);
  const theta = tensors[parametersName]?.values;
  if (!result.success || !isSingle(theta) || !arrays.every(isSingleEntry)) {
    throw refusal('a state that this version does not write');
  }
  const { step, virtualTimePs, stepsInFlight, optimizer, events } = result.data;
  const ofOptimizer = arrays.flatMap(([name, values]) =>
    name.startsWith(optimizerPrefix) ? [[name.slice(optimizerPrefix.length), values] as const] : [],
  );
  return {
    training: {
      step,
      parameters: theta,
      optimizer: { ...optimizer, ...Object.fromEntries(ofOptimizer) },
      virtualTimePs: BigInt(virtualTimePs),
    },
    stepsInFlight,
    ...(events === undefined ? {} : { events }),
  };
}

const isSingle = (values: Tensor['values'] | undefined): values is Float32Array =>
  values instanceof Float32Array;
const isSingleEntry = (
  entry: readonly [string, Tensor['values']],
): entry is readonly [string, Float32Array] => isSingle(entry[1]);

function digestOf(tensors: Readonly<Record<string, Tensor>>, text: string): string {
  const hash = createHash('sha256').update(text);
  for (const name of Object.keys(tensors).sort()) {
    const { values } = tensors[name]!;
    hash.update(`\n${name}\n`).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}
