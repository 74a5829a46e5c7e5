import { describe, expect, test } from '@jest/globals';
import {
  inSeconds,
  PacedClock,
  picoseconds,
  VirtualClock,
  wallClock,
  type HostClock,
} from '@thermoloop/sim-kernel';
import type { CapabilityRecord } from '@thermoloop/protocol';
import { HostMeter } from '../cost/host-meter.js';
import { modelledTimeS } from '../cost/machine-model.js';
import type { Waiting } from '../driver/device-session.js';
import {
  codedRecord,
  connectDense,
  DenseDevice,
  idealRecord,
  type DenseDeviceOptions,
} from '../driver/testing/dense-device.js';
import { optimizerNamed } from '../optimizers/registry.js';
import { slowMachine } from '../testing/optimizer-context.js';
import { regressionAt, regressionObjective } from '../testing/regression-objective.js';
import { collect, withoutWall } from '../testing/tiny-training.js';
import { NothingToOverlapError } from './nothing-to-overlap-error.js';
import type { StepRecord } from './step-record.js';
import { train, type Training, type TrainingPlan } from './train.js';

/** An evaluation takes the slow machine 1 µs to start and 4 µs to compute. */
const regression = { parameters: 6, rows: 8, cost: { flops: 4000, bytes: 0 } };
const objective = regressionObjective(regression);

interface Setting {
  readonly plan?: Partial<TrainingPlan>;
  readonly chip?: Partial<CapabilityRecord>;
  readonly device?: DenseDeviceOptions;
  readonly settings?: object;
  readonly optimizer?: string;
  readonly waiting?: Waiting;
  readonly clock?: HostClock;
}

interface Session {
  readonly training: Training;
  readonly device: DenseDevice;
  /** Breaks the connection. */
  readonly breakLink: () => Promise<void>;
}

async function start({
  plan,
  chip,
  device,
  settings,
  optimizer = 'tngd',
  waiting,
  clock = new VirtualClock(plan?.from?.virtualTimePs ?? 0n),
}: Setting): Promise<Session> {
  const dense = new DenseDevice({ ...idealRecord, ...chip }, device);
  const { client, server } = await connectDense(dense, clock);
  const meter = new HostMeter(slowMachine, clock);
  const entry = optimizerNamed(optimizer);
  const { parameterCount } = objective;
  const context = { parameterCount, threads: 1, seed: 1, meter, client, ...(waiting && { waiting }) };
  const training = train({
    objective,
    optimizer: await entry.create(settings ?? {}, context),
    curvature: 'ggn',
    steps: 12,
    ...entry.defaults,
    evalEvery: 100,
    seed: 1,
    meter,
    mode: 'sync',
    ...plan,
  });
  return { training, device: dense, breakLink: () => server.close() };
}

async function recordsOf(setting: Setting): Promise<StepRecord[]> {
  return collect((await start(setting)).training);
}

/** As it is written to a file, without wall-clock fields. */
const written = (records: readonly StepRecord[]): string =>
  JSON.stringify(records.map(withoutWall), (key, value: unknown) =>
    key.includes('wall') ? undefined : value,
  );

const asyncSetting = (depth: number, setting: Setting = {}): Setting => ({
  ...setting,
  waiting: 'needed',
  plan: { mode: { kind: 'async', depth }, ...setting.plan },
});

const uneven: DenseDeviceOptions = { pace: (job) => wallClock.sleep((job * 7) % 4) };

describe('asynchronous training', () => {
  test('uses evaluations that are `depth` updates old, and says so', async () => {
    const staleness = async (depth: number, checkpointEvery?: number): Promise<number[]> => {
      const plan = { steps: 8, ...(checkpointEvery && { checkpointEvery }) };
      return (await recordsOf(asyncSetting(depth, { plan }))).map((record) => record.staleness);
    };
    expect(await staleness(1)).toEqual([0, 1, 1, 1, 1, 1, 1, 1]);
    expect(await staleness(3)).toEqual([0, 1, 2, 3, 3, 3, 3, 3]);
    // every third step ends with nothing in flight
    expect(await staleness(2, 3)).toEqual([0, 1, 2, 0, 1, 2, 0, 1]);
    expect((await recordsOf({})).map((record) => record.staleness)).toEqual(new Array(12).fill(0));
  });

  test.each([1, 2])(
    'at depth %d is descent with delayed gradients where the device does nothing',
    async (depth) => {
      const plan = { steps: 10, learningRate: 0.1, schedule: 'constant' as const };
      const records = await recordsOf(
        asyncSetting(depth, { plan, settings: { runTime: 0, start: 'gradient' } }),
      );
      const thetas = [new Float32Array(6)];
      for (let step = 1; step <= 10; step++) {
        const { loss, gradient } = regressionAt(regression, thetas[Math.max(0, step - 1 - depth)]!, step);
        thetas.push(thetas.at(-1)!.map((value, i) => value - 0.1 * gradient[i]!));
        expect(records[step - 1]!.loss).toBe(loss);
        expect(records[step - 1]!.parameters).toEqual(Array.from(thetas[step]!));
      }
    },
  );

  test.each([
    ['carries values', idealRecord],
    ['converts', codedRecord],
  ])('is the same, byte for byte, whatever the pace of a device that %s', async (_name, chip) => {
    for (const depth of [1, 2]) {
      const first = written(await recordsOf(asyncSetting(depth, { chip })));
      expect(written(await recordsOf(asyncSetting(depth, { chip, device: uneven })))).toBe(first);
    }
  });

  test('learns: each loss is that of the parameters at which it was evaluated', async () => {
    const plan = { steps: 60, learningRate: 0.3, schedule: 'cosine' as const };
    const records = await recordsOf(
      asyncSetting(1, { plan, device: uneven, settings: { start: 'gradient' } }),
    );
    expect(records.at(-1)!.loss).toBeLessThan(1e-3 * records[0]!.loss);
  });

  test('of an optimizer that waits for no device is refused', async () => {
    await expect(start(asyncSetting(1, { optimizer: 'adam' }))).rejects.toThrow(NothingToOverlapError);
    await expect(start(asyncSetting(0))).rejects.toThrow(/depth must be a positive integer; found 0/);
  });
});

describe('the schedule on the clock, over a link that takes no time', () => {
  const steps = 10n;
  const host = picoseconds(modelledTimeS(slowMachine, regression.cost));
  /** Decoding 6 codes to 6 values, and the update. */
  const after =
    picoseconds(modelledTimeS(slowMachine, { flops: 12, bytes: 48 })) +
    picoseconds(modelledTimeS(slowMachine, { flops: 12, bytes: 72 }));
  /** Conversion, settling, relaxing for `tau` microseconds, and reading. */
  const deviceTime = (tau: number): bigint => 1000n + 500n + BigInt(tau) * 1_000_000n + 2000n;

  const totalOf = async (runTime: number, mode: TrainingPlan['mode']): Promise<number> => {
    const records = await recordsOf({
      waiting: 'needed',
      device: { ...uneven, linkBitsPerPs: Infinity },
      settings: { runTime },
      plan: { steps: Number(steps), mode },
    });
    return records.at(-1)!.virtualTimeS;
  };

  test.each([2, 5, 20])('in turn: host, device, host, at %d τ', async (runTime) => {
    expect(await totalOf(runTime, 'sync')).toBe(inSeconds(steps * (host + deviceTime(runTime) + after)));
  });

  test('a host that takes longer than the device never waits but at the end', async () => {
    const device = deviceTime(2);
    expect(device).toBeLessThan(host);
    const tail = device > after ? device - after : 0n;
    expect(await totalOf(2, { kind: 'async', depth: 1 })).toBe(inSeconds(steps * (host + after) + tail));
  });

  test('a device that takes longer than the host is never idle once it has begun', async () => {
    const device = deviceTime(20);
    for (const depth of [1, 2]) {
      expect(await totalOf(20, { kind: 'async', depth })).toBe(inSeconds(host + steps * device + after));
    }
  });

  test('a device that takes as long as the host: half of the time is saved', async () => {
    const both = (await totalOf(7, { kind: 'async', depth: 1 })) / (await totalOf(7, 'sync'));
    expect(both).toBeGreaterThan(0.5);
    expect(both).toBeLessThan(0.58);
  });
});

describe('a clock that follows the wall', () => {
  test('gives the numbers of the free clock, and holds each reading until it is due', async () => {
    let nowMs = 0;
    const sleeps: number[] = [];
    const wall = {
      nowMs: () => nowMs,
      sleep: (ms: number) => {
        sleeps.push(ms);
        nowMs += ms;
        return Promise.resolve();
      },
    };
    const clock = new PacedClock({ scale: 1e-3, wall });
    const setting = asyncSetting(1, { settings: { runTime: 50, start: 'gradient' } });
    const paced = await recordsOf({ ...setting, clock });
    const free = await recordsOf(setting);
    expect(paced.map(({ loss }) => loss)).toEqual(free.map(({ loss }) => loss));
    // the host takes no time on this wall: the clock stands where the device is done, 50 µs a step
    expect(paced.at(-1)!.virtualTimeS).toBeGreaterThan(12 * 50e-6);
    expect(paced.at(-1)!.virtualTimeS).toBeLessThan(12 * 50.3e-6);
    expect(sleeps).toHaveLength(12);
    expect(paced[3]!.hostTimeS).toBe(free[3]!.hostTimeS);
    // registers, couplings, drive, commit and run of each step
    expect(clock.lateness).toEqual({ answers: 12 * 5, late: 0, meanS: 0, maximumS: 0 });
  });
});

describe('a run that is broken off and goes on from its snapshot', () => {
  /** Takes steps until there are `count`, and the snapshot after them. */
  async function upTo(count: number, setting: Setting) {
    const { training } = await start(setting);
    for await (const { step } of training) if (step === count) break;
    expect(training.inFlight).toBe(0);
    return structuredClone(training.snapshot());
  }

  test.each(['gradient', 'zero'] as const)(
    'with start %s gives the same records, at any step',
    async (begin) => {
      for (const chip of [idealRecord, codedRecord]) {
        const setting: Setting = { chip, settings: { start: begin }, plan: { steps: 8 } };
        const whole = await recordsOf(setting);
        for (const at of [1, 2, 5, 7]) {
          const from = await upTo(at, setting);
          const rest = await recordsOf({ ...setting, plan: { ...setting.plan, from } });
          expect(written(rest)).toBe(written(whole.slice(at)));
        }
      }
    },
  );

  test.each(['gradient', 'zero'] as const)(
    'with start %s and in mode async gives the same records, at a checkpoint',
    async (begin) => {
      const setting = asyncSetting(2, {
        chip: codedRecord,
        device: uneven,
        settings: { start: begin },
        plan: { steps: 11, checkpointEvery: 4 },
      });
      const whole = await recordsOf(setting);
      for (const at of [4, 8]) {
        const from = await upTo(at, setting);
        const rest = await recordsOf({ ...setting, plan: { ...setting.plan, from } });
        expect(written(rest)).toBe(written(whole.slice(at)));
      }
    },
  );

  test('with start previous goes on through written codes: close, not the same', async () => {
    const setting: Setting = { chip: codedRecord, plan: { steps: 6 } };
    const whole = await recordsOf(setting);
    const rest = await recordsOf({ ...setting, plan: { ...setting.plan, from: await upTo(3, setting) } });
    expect(rest.map(({ device }) => device!.startSent)).toEqual(['written', 'previous', 'previous']);
    expect(rest[0]!.loss).toBe(whole[3]!.loss);
    expect(rest.at(-1)!.loss).not.toBe(whole.at(-1)!.loss);
    expect(rest.at(-1)!.loss / whole.at(-1)!.loss).toBeGreaterThan(0.5);
    expect(rest.at(-1)!.loss / whole.at(-1)!.loss).toBeLessThan(2);
  });
});

describe('training that is told to stop', () => {
  test('does the steps in flight, no other, and can go on', async () => {
    const setting = asyncSetting(3, { device: uneven, settings: { start: 'zero' } });
    const { training } = await start(setting);
    const steps: number[] = [];
    for await (const { step } of training) {
      steps.push(step);
      if (step === 2) training.stop();
    }
    expect(steps).toEqual([1, 2, 3, 4, 5]);
    expect(training.inFlight).toBe(0);
    const from = training.snapshot();
    expect(from.step).toBe(5);
    const rest = await recordsOf({ ...setting, plan: { ...setting.plan, from } });
    expect(rest.map(({ step }) => step)).toEqual([6, 7, 8, 9, 10, 11, 12]);
  });
});

describe('a device that goes away in the middle of training', () => {
  test.each([
    ['sync', { settings: { start: 'zero' } }],
    ['async', asyncSetting(1, { settings: { start: 'zero' }, device: uneven, plan: { checkpointEvery: 4 } })],
  ] as [string, Setting][])(
    'in mode %s leaves the state after the last good step',
    async (_mode, setting) => {
      const whole = await recordsOf(setting);
      const { training, breakLink } = await start(setting);
      const steps: StepRecord[] = [];
      const run = async (): Promise<void> => {
        for await (const record of training) {
          steps.push(record);
          if (record.step === 4) await breakLink();
        }
      };
      await expect(run()).rejects.toMatchObject({ name: 'DeviceError', code: 'LINK_CLOSED' });
      expect(written(steps)).toBe(written(whole.slice(0, 4)));
      const from = training.snapshot();
      expect(from.step).toBe(4);
      expect(Array.from(from.parameters)).toEqual(steps.at(-1)!.parameters);
      const rest = await recordsOf({ ...setting, plan: { ...setting.plan, from } });
      expect(written(rest)).toBe(written(whole.slice(4)));
    },
  );

  test('or refuses a run, too', async () => {
    const { training, device } = await start({ settings: { start: 'gradient' } });
    const steps: number[] = [];
    const run = async (): Promise<void> => {
      for await (const { step } of training) {
        steps.push(step);
        device.refuseRuns = step === 5;
      }
    };
    await expect(run()).rejects.toMatchObject({ name: 'DeviceError', code: 'UNSTABLE', command: 'RUN' });
    expect(steps).toEqual([1, 2, 3, 4, 5]);
    expect(training.snapshot()).toMatchObject({ step: 5, optimizer: { runIndex: 5 } });
  });
});
