import { afterEach, expect, test } from '@jest/globals';
import { dialDevice, StartState, type DeviceUrl, type SpuClient } from '@thermoloop/protocol';
import type { ChipSpec } from '../chip/chip-schema.js';
import { temporarySocket } from '../testing/device-under-test.js';
import { chipNamed } from '../testing/direct-host.js';
import { connect, must, program } from '../testing/remote-host.js';
import { smallGains, smallSystem } from '../testing/small-system.js';
import { serveEmulator } from './serve-emulator.js';
import { startEmulator } from './start-emulator.js';

const reference = chipNamed('reference');
if (reference.dac.kind !== 'quantized' || reference.adc.kind !== 'quantized') throw new Error('quantized');
const noisy: ChipSpec = {
  ...reference,
  dac: { ...reference.dac, outputNoiseLsbRms: 2, offsetSpreadLsbRms: 3, offsetDriftLsbPerS: 1 },
  adc: { ...reference.adc, inputReferredNoiseLsbRms: 2, gainSpreadPctFsRms: 3 },
  testPoints: { loopback: true, zeroInput: true, referenceV: 1e-3 },
};

const toEnd: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of toEnd.splice(0).reverse()) await end();
});

async function served(url: DeviceUrl): Promise<SpuClient> {
  const emulator = await serveEmulator(noisy, url);
  toEnd.push(() => emulator.stop());
  const client = await connect(await dialDevice(emulator.url));
  toEnd.push(() => client.close());
  return client;
}

const ways = {
  'worker threads': async () => {
    const emulator = await startEmulator(noisy);
    toEnd.push(() => emulator.stop());
    const client = await connect(emulator.transport);
    toEnd.push(() => client.close());
    return client;
  },
  'a unix socket': () => {
    const { url, remove } = temporarySocket();
    toEnd.push(remove);
    return served(url);
  },
  TCP: () => served({ kind: 'tcp', host: '127.0.0.1', port: 0 }),
};

/** Codes of every test input, of a run, and of the inputs again under another index. */
async function codesOf(client: SpuClient): Promise<string[]> {
  must(await client.writeRegisters({ ...smallGains(client.capabilities), simulationSeed: 11n }));
  const measured = async (measureIndex: number): Promise<string[]> => {
    const order = { adcConverter: 5, reads: 40, measureIndex };
    const codes = Int16Array.from({ length: 21 }, (_, i) => i - 10);
    const loop = { kind: 'loopback', dacConverter: 3, codes, delayTicks: 300n } as const;
    const outcomes = [
      await client.measure({ kind: 'zero' }, order),
      await client.measure({ kind: 'reference' }, order),
      await client.measure(loop, order),
    ];
    return outcomes.map((outcome) => must(outcome).codes.join());
  };
  const first = await measured(1);
  await program(client, smallSystem(client.capabilities));
  const run = must(await client.run({ start: StartState.GRADIENT, runTicks: 1000n })).codes.join();
  return [...first, run, ...(await measured(2)), ...(await measured(1))];
}

test('the codes of test inputs are the same over every way to the device', async () => {
  const codes = await Promise.all(Object.values(ways).map(async (open) => codesOf(await open())));
  for (const others of codes.slice(1)) expect(others).toEqual(codes[0]);
  const [zero, reference1, loop, , zero2, reference2, loop2, ...again] = codes[0]!;
  expect(new Set([zero, reference1, loop, zero2, reference2, loop2]).size).toBe(6);
  expect(again).toHaveLength(3);
  // the same index again: only what drifts may have moved, and the zero input of this chip does not
  expect(again[0]).toBe(zero);
});
