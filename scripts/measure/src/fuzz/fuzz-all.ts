import {
  bufferBound,
  fuzzParser,
  fuzzServer,
  PlainDevice,
  type FuzzedDevice,
} from '@thermoloop/protocol/testing';
import { resolveChip } from '@thermoloop/lab';
import { ExactPhysics, SimulatedAnalogPart, SpuDevice, type ChipSpec } from '@thermoloop/spu-emulator';
import { grouped } from '../output/figure.js';
import type { Result } from '../output/finish.js';
import { progress } from '../output/progress.js';
import { textTable } from '../output/text-table.js';

/** The frame parser, the server, and an emulated chip, under so many hostile frames each. Throws where a rule is broken. */
export async function fuzzAll(frames: number, seed: number): Promise<Result> {
  progress('frame parser');
  const parser = fuzzParser(frames, seed);
  progress('server with a device without physics');
  const plain = await fuzzDevice(
    { capabilities: new PlainDevice().capabilities, open: () => new PlainDevice() },
    frames,
    seed,
  );
  progress('server with an emulated chip');
  const physics = new ExactPhysics();
  const chip = emulatedChip(physics);
  const emulated = await fuzzDevice({ capabilities: chip.capabilities, open: () => chip }, frames, seed);
  await physics.release();
  const devices = [
    ['device without physics', plain],
    ['emulated chip', emulated],
  ] as const;
  const text = [
    `parser: ${grouped(parser.frames)} frames; ${grouped(parser.good)} good, ${grouped(parser.streamed)} of them streamed; ${grouped(parser.refused)} refused; all as the oracle says`,
    textTable(
      [
        '',
        'frames',
        'hosts',
        'answers',
        'commits',
        'readings',
        'measurements',
        'most buffers',
        'bound',
        'most heap',
      ],
      devices.map(([name, { count, bound }]) => [
        name,
        ...[
          count.frames,
          count.hosts,
          count.answers,
          count.commits,
          count.readings,
          count.measurements,
          count.mostBuffers,
          bound,
          count.mostHeap,
        ].map(grouped),
      ]),
    ),
    'buffers and heap: bytes above the first weighing, after a collection',
  ].join('\n\n');
  const requirements = devices.map(([name, { count, bound }]) => ({
    name: `${name}: bytes of buffers held`,
    value: count.mostBuffers,
    relation: '<=' as const,
    limit: bound,
  }));
  return { document: { seed, parser, plain, emulated }, text, requirements };
}

async function fuzzDevice(device: FuzzedDevice, frames: number, seed: number) {
  return { count: await fuzzServer(device, frames, seed), bound: bufferBound(device.capabilities) };
}

function emulatedChip(physics: ExactPhysics): SpuDevice {
  const { spec } = resolveChip('reference', {});
  const small: ChipSpec = {
    ...spec,
    array: { ...spec.array, cells: 64, rows: 20 },
    readout: { ...spec.readout, bufferBytes: 65_536 },
    testPoints: { loopback: true, zeroInput: true, referenceV: 0.001 },
  };
  const failed = (fault: unknown): void => {
    throw new Error('the chip answered INTERNAL', { cause: fault });
  };
  return new SpuDevice(small, new SimulatedAnalogPart(small, physics, { isAbandoned: () => false, failed }));
}
