import { PacedClock, VirtualClock } from '@thermoloop/sim-kernel';
import { expect, test } from '@jest/globals';
import { slowMachine } from '../testing/optimizer-context.js';
import type { LoopEvent } from '../timeline/loop-event.js';
import { HostMeter } from './host-meter.js';
import { machineSchema, modelledTimeS } from './machine-model.js';

test('work takes the start time and the longer of computing and moving bytes', () => {
  expect(modelledTimeS(slowMachine, { flops: 2e6, bytes: 1e3 })).toBeCloseTo(1e-6 + 2e-3, 12);
  expect(modelledTimeS(slowMachine, { flops: 10, bytes: 5e6 })).toBeCloseTo(1e-6 + 5e-4, 12);
});

test('work moves the shared clock on, and is reported once by stage', () => {
  const clock = new VirtualClock(1_000n);
  const meter = new HostMeter(slowMachine, clock);
  meter.charge('evaluate', { flops: 1e3, bytes: 0 });
  meter.charge('direction', { flops: 1e3, bytes: 0 });
  meter.charge('evaluate', { flops: 1e3, bytes: 0 });
  expect(clock.nowPs).toBe(1_000n + 6_000_000n);
  const charge = meter.take();
  expect(charge.timeS).toBeCloseTo(6e-6, 15);
  expect(charge.energyJ).toBeCloseTo(1.2e-5, 15);
  expect(charge.timeSByStage['evaluate']).toBeCloseTo(4e-6, 15);
  expect(charge.timeSByStage['direction']).toBeCloseTo(2e-6, 15);
  expect(meter.take()).toEqual({ timeS: 0, energyJ: 0, timeSByStage: {} });
});

test('an observer is told of each piece of work', () => {
  const events: LoopEvent[] = [];
  const meter = new HostMeter(slowMachine, new VirtualClock(5n), (event) => events.push(event));
  meter.charge('evaluate', { flops: 1e3, bytes: 0 });
  meter.charge('update', { flops: 0, bytes: 0 });
  expect(events).toEqual([
    { kind: 'work', stage: 'evaluate', startPs: 5n, endPs: 2_000_005n },
    { kind: 'work', stage: 'update', startPs: 2_000_005n, endPs: 3_000_005n },
  ]);
});

test('on a clock that follows the wall, work is accounted as modelled and takes what it takes', () => {
  let nowMs = 100;
  const wall = { nowMs: () => nowMs, sleep: () => Promise.resolve() };
  const clock = new PacedClock({ scale: 1, wall });
  const events: LoopEvent[] = [];
  const meter = new HostMeter(slowMachine, clock, (event) => events.push(event));
  nowMs += 3;
  meter.charge('evaluate', { flops: 1e3, bytes: 0 });
  expect(clock.nowPs).toBe(3_000_000_000n);
  expect(events).toEqual([{ kind: 'work', stage: 'evaluate', startPs: 0n, endPs: 3_000_000_000n }]);
  expect(meter.take()).toMatchObject({ timeS: 2e-6, energyJ: 4e-6 });
});

test('a machine file states its quantities with units', () => {
  const file = {
    name: 'desk',
    description: 'a desktop computer',
    flopRateHz: '2 GHz',
    memoryBandwidthBytePerS: '3 GB/s',
    startTimeS: '5 us',
    powerW: '40 W',
  };
  expect(machineSchema.parse(file)).toMatchObject({
    flopRateHz: 2e9,
    memoryBandwidthBytePerS: 3e9,
    startTimeS: 5e-6,
    powerW: 40,
  });
  expect(() => machineSchema.parse({ ...file, startTimeS: '5 V' })).toThrow(/expected a time/);
  expect(() => machineSchema.parse({ ...file, flopRateHz: '0 Hz' })).toThrow(/flopRateHz/);
  expect(() => machineSchema.parse({ ...file, cores: 2 })).toThrow(/cores/);
});
