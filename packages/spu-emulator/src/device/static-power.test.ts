import { afterEach, describe, expect, test } from '@jest/globals';
import {
  Latch,
  memoryTransportPair,
  SpuClient,
  SpuServer,
  Stage,
  StartState,
  type CellReading,
  type RunReport,
} from '@thermoloop/protocol';
import { inSeconds, VirtualClock } from '@thermoloop/sim-kernel';
import { SimulatedAnalogPart } from '../analog/simulated-analog-part.js';
import type { ChipSpec } from '../chip/chip-schema.js';
import { ExactPhysics } from '../physics/exact/exact-physics.js';
import { chipNamed } from '../testing/direct-host.js';
import { must, program } from '../testing/remote-host.js';
import { smallGains, smallSystem } from '../testing/small-system.js';
import { SpuDevice } from './spu-device.js';

const staticPowerW = 0.25;
const plain: ChipSpec = {
  ...chipNamed('reference'),
  testPoints: { loopback: true, zeroInput: true, referenceV: 0.001 },
};

const toEnd: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of toEnd.splice(0).reverse()) await end();
});

/** A client of the chip, on a clock that tests move. */
async function sessionWith(spec: ChipSpec): Promise<{ client: SpuClient; clock: VirtualClock }> {
  const physics = new ExactPhysics();
  const analog = new SimulatedAnalogPart(spec, physics, {
    isAbandoned: () => false,
    failed: (fault) => {
      throw new Error('the chip answered INTERNAL', { cause: fault });
    },
  });
  const server = new SpuServer(new SpuDevice(spec, analog));
  const { host, device } = memoryTransportPair();
  server.attach(device);
  const clock = new VirtualClock(7_000_000n);
  const client = must(await SpuClient.connect(host, clock));
  toEnd.push(
    () => physics.release(),
    () => server.close(),
    () => client.close(),
  );
  return { client, clock };
}

type Story = (client: SpuClient, clock: VirtualClock) => Promise<readonly CellReading[]>;

/** The reports of a story on the chip, with static power or without. */
async function reportsOf(spec: ChipSpec, powerW: number, story: Story): Promise<RunReport[]> {
  const chip = { ...spec, array: { ...spec.array, staticPowerW: powerW } };
  const { client, clock } = await sessionWith(chip);
  must(await client.writeRegisters(smallGains(client.capabilities)));
  return (await story(client, clock)).map(({ report }) => report);
}

/** By report and stage, what the static power adds. */
async function addedBy(spec: ChipSpec, story: Story): Promise<{ added: number[][]; reports: RunReport[] }> {
  const without = await reportsOf(spec, 0, story);
  const reports = await reportsOf(spec, staticPowerW, story);
  expect(reports.map(({ stages }) => stages)).toEqual(without.map(({ stages }) => stages));
  const added = reports.map(({ energyJ }, i) =>
    energyJ.map((joules, stage) => joules - without[i]!.energyJ[stage]!),
  );
  return { added, reports };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const run = { start: StartState.GRADIENT, runTicks: 20_000n };
const again = { ...run, latch: Latch.LATCHED };

/** Problem, run, reading and measurement, each after the answer to the one before and a pause. */
const stepByStep: Story = async (client, clock) => {
  const readings: CellReading[] = [];
  const done = (outcome: Awaited<ReturnType<SpuClient['run']>>): void => {
    readings.push(must(outcome));
    if (outcome.arrivalPs === undefined) throw new Error('no virtual time');
    clock.advanceTo(outcome.arrivalPs + 3_000_000_000n);
  };
  for (let i = 0; i < 2; i++) {
    await program(client, smallSystem(client.capabilities));
    done(await client.run(run));
    done(await client.read({ reads: 3, readIndex: 1 }));
    done(await client.measure({ kind: 'zero' }, { adcConverter: 0, reads: 5, measureIndex: i }));
  }
  return readings;
};

/** The second problem is written while the first one's runs are in progress or wait; one of them is cancelled. */
const atOnce: Story = async (client) => {
  const cancel = new AbortController();
  await program(client, smallSystem(client.capabilities));
  const first = [client.run({ ...run, repeats: 3 }), client.run(again)];
  const cancelled = client.run(again, { signal: cancel.signal });
  cancel.abort();
  await program(client, smallSystem(client.capabilities));
  const rest = [client.run({ ...run, start: StartState.PREVIOUS }), client.read({ reads: 1, readIndex: 2 })];
  await cancelled;
  return (await Promise.all([...first, ...rest])).map(must);
};

describe('static power', () => {
  test.each([
    ['step by step', plain, stepByStep],
    ['with one bank', { ...plain, array: { ...plain.array, banks: 1 } }, stepByStep],
    ['without hold', { ...plain, cell: { ...plain.cell, hold: { kind: 'none' } } }, stepByStep],
    ['with an ideal link', { ...plain, link: { kind: 'ideal' } }, stepByStep],
    ['with several runs at once', plain, atOnce],
  ] satisfies [string, ChipSpec, Story][])('adds up to power × time, %s', async (_, spec, story) => {
    const { added, reports } = await addedBy(spec, story);
    const endPs = reports.at(-1)!.stages[Stage.LINK_UP]!.endPs;
    const beginPs = 7_000_000n;
    expect(endPs).toBeGreaterThan(beginPs);
    const wanted = staticPowerW * inSeconds(endPs - beginPs);
    expect(Math.abs(sumOf(added.flat()) / wanted - 1)).toBeLessThan(1e-9);
    for (const joules of added.flat()) expect(joules).toBeGreaterThanOrEqual(-1e-18);
  });

  test('is in the stage in which it was taken, and in LINK_DOWN while the device waits', async () => {
    const { added, reports } = await addedBy(plain, stepByStep);
    const [, read, measured, second] = reports;
    const lengthS = ({ stages }: RunReport, stage: Stage): number =>
      inSeconds(stages[stage]!.endPs - stages[stage]!.startPs);
    for (const [report, index] of [
      [read!, 1],
      [measured!, 2],
      [second!, 3],
    ] as const) {
      for (const stage of [Stage.SETTLE, Stage.RELAX, Stage.ADC, Stage.LINK_UP]) {
        const wanted = staticPowerW * lengthS(report, stage);
        expect(Math.abs(added[index]![stage]! - wanted)).toBeLessThanOrEqual(1e-9 * wanted + 1e-18);
      }
    }
    // 3 ms of waiting and the way down
    expect(added[3]![Stage.LINK_DOWN]).toBeGreaterThan(staticPowerW * 3e-3);
    expect(added[3]![Stage.LINK_DOWN]).toBeLessThan(
      staticPowerW * (3e-3 + lengthS(second!, Stage.LINK_DOWN)),
    );
  });

  test('of a new session counts from its first frame', async () => {
    const chip = { ...plain, array: { ...plain.array, staticPowerW } };
    const { client, clock } = await sessionWith(chip);
    must(await client.writeRegisters(smallGains(client.capabilities)));
    await stepByStep(client, clock);
    clock.advanceTo(clock.nowPs + 10n ** 12n);
    must(await client.reset());
    const beginPs = clock.nowPs;
    const { report } = must(
      await client.measure({ kind: 'zero' }, { adcConverter: 0, reads: 1, measureIndex: 1 }),
    );
    const whileOpenJ = staticPowerW * inSeconds(report.stages[Stage.LINK_UP]!.endPs - beginPs);
    const total = sumOf(report.energyJ);
    expect(total).toBeGreaterThanOrEqual(whileOpenJ);
    expect(total).toBeLessThan(2 * whileOpenJ); // the second between the sessions would be 0.25 J
  });
});
