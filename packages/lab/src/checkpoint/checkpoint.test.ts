import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { InputError } from '../input-error.js';
import { checkpointPath, newestCheckpoint, removeCheckpoints, writeCheckpoint } from './checkpoint-files.js';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './checkpoint.js';
import { decodeSafetensors } from './safetensors.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-checkpoint-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function checkpoint(step: number): Checkpoint {
  return {
    training: {
      step,
      parameters: Float32Array.of(0.1, -3e38, 1e-40),
      optimizer: { mean: Float32Array.of(1, 2, 3), steps: step, stateScale: 0.1 + 0.2 },
      virtualTimePs: 2n ** 60n + 1n,
    },
    stepsInFlight: 0,
    events: { events: 7, hash: '00ff00ff00ff00ff', bytes: 1234 },
  };
}

describe('a checkpoint', () => {
  test('comes back as it was, bit for bit', () => {
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint(3)), 'x')).toEqual(checkpoint(3));
  });

  test('of a run that traces nothing has no position of its events', () => {
    const { events: _, ...plain } = checkpoint(3);
    expect(decodeCheckpoint(encodeCheckpoint(plain), 'x')).toEqual(plain);
  });

  test('is a safetensors file with θ and the arrays of the optimizer by name', () => {
    const { tensors } = decodeSafetensors(encodeCheckpoint(checkpoint(3)));
    expect(Object.keys(tensors).sort()).toEqual(['optimizer.mean', 'theta']);
    expect(tensors['theta']!.shape).toEqual([3]);
  });

  test.each([
    [
      'cut off',
      (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 4),
      /^x: found tensor .* expected a checkpoint/,
    ],
    [
      'with a changed bit',
      (bytes: Uint8Array) => bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1),
      /^x: found content that does not match its checksum, expected a checkpoint/,
    ],
    ['that is empty', () => new Uint8Array(), /^x: found 0 bytes, expected a checkpoint/],
  ])('%s is refused', (_, damage, message) => {
    const damaged = () => decodeCheckpoint(damage(encodeCheckpoint(checkpoint(3))), 'x');
    expect(damaged).toThrow(InputError);
    expect(damaged).toThrow(message);
  });
});

describe('the checkpoints of a run', () => {
  test('the last two stay, and the newest is found', () => {
    for (const step of [50, 100, 1_000_000]) writeCheckpoint(folder, checkpoint(step));
    expect(readdirSync(folder).sort()).toEqual(['step-000100.safetensors', 'step-1000000.safetensors']);
    expect(newestCheckpoint(folder)).toEqual({
      checkpoint: checkpoint(1_000_000),
      path: checkpointPath(folder, 1_000_000),
    });
  });

  test('where the newest cannot be read, the one before it is taken and the reason given', () => {
    for (const step of [50, 100]) writeCheckpoint(folder, checkpoint(step));
    truncateSync(checkpointPath(folder, 100), 40);
    const found = newestCheckpoint(folder);
    expect(found).toMatchObject({ checkpoint: checkpoint(50) });
    expect(found!.passedOver).toMatch(/step-000100\.safetensors: found .*, expected a checkpoint/);
    truncateSync(checkpointPath(folder, 50), 40);
    expect(() => newestCheckpoint(folder)).toThrow(/step-000100/);
  });

  test('what a killed run left half-written counts for nothing, and goes with the next', () => {
    writeFileSync(`${checkpointPath(folder, 60)}.draft`, 'half');
    expect(newestCheckpoint(folder)).toBeUndefined();
    writeCheckpoint(folder, checkpoint(70));
    expect(readdirSync(folder)).toEqual(['step-000070.safetensors']);
  });

  test('those behind a step are removed, or all, and files of others stay', () => {
    for (const step of [50, 100]) writeCheckpoint(folder, checkpoint(step));
    removeCheckpoints(folder, 50);
    expect(readdirSync(folder)).toEqual(['step-000050.safetensors']);
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    removeCheckpoints(folder);
    expect(readdirSync(folder)).toEqual(['notes.txt']);
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
  });
});
