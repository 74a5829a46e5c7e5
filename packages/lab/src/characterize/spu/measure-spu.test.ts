import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ChipChanges } from '../../settings/chip-changes.js';
import type { Bench, Measurements } from '../bench.js';
import type { Figure } from '../figure.js';
import { figuresOf, namesWith, smallReference } from '../testing/characterized.js';
import { measureSpu } from './measure-spu.js';

const measured = (device: ChipChanges, datasheet: ChipChanges, name = 'reference', seed = 1) =>
  figuresOf(measureSpu, { name, device, datasheet, seed });

function figure(figures: readonly Figure[], name: string): Figure {
  const found = figures.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no figure ${name}`);
  return found;
}

let plain: Figure[];
beforeAll(async () => {
  plain = await measured(smallReference, smallReference);
});

// Every run has false alarms in one of 1000 cases where the datasheet is right; the seeds are fixed.
describe('a device as its datasheet says', () => {
  test('passes, and what it has is measured', () => {
    const figures = plain;
    expect(namesWith(figures, 'fail')).toEqual([]);
    for (const name of [
      'cell.timeConstant',
      'cell.leak',
      'cell.noiseVariance',
      'cell.droop',
      'coupling.strength',
    ])
      expect(figure(figures, name)).toMatchObject({ verdict: 'pass', outcome: { kind: 'measured' } });
    const { outcome } = figure(figures, 'cell.timeConstant');
    if (outcome.kind !== 'measured') throw new Error('τ was not measured');
    // 8 levels of 1024 cells of 8 bits know τ to 0.1 %
    expect(outcome.interval[1] - outcome.interval[0]).toBeLessThan(2e-9);
  });

  test.each(['ideal', 'low-precision'])('%s passes', async (name) => {
    expect(namesWith(await measured({}, {}, name), 'fail')).toEqual([]);
  });
});

/** Everything that can be wrong with an array, by the figure that shows it. */
const planted: readonly (readonly [figure: string, path: string, value: number | string])[] = [
  ['coupling.mismatch', 'coupling.mismatchPctRms', 3],
  ['coupling.programmingError', 'coupling.programmingErrorPctFsRms', 0.3],
  ['coupling.readNoise', 'coupling.readNoisePctRms', 1],
  ['cell.leakSpread', 'cell.leakSpreadPctRms', 3],
  ['cell.timeConstantSpread', 'cell.timeConstantSpreadPctRms', 4],
  ['cell.driveOffset', 'cell.driveOffsetVRms', '1 uV'],
  ['cell.dead', 'cell.deadPct', 3],
  ['cell.stuck', 'cell.stuckPct', 3],
  ['cell.noiseVariance', 'cell.noise.varianceV2', '5e-12 V^2'],
  ['cell.timeConstant', 'array.timeConstantS', '1.02 us'],
  ['cell.droop', 'cell.hold.droopPerS', '2 1/s'],
  ['link.latency', 'link.latencyS', '600 ns'],
  ['coupling.writeTime', 'coupling.writeTimeS', '20 ns'],
  ['array.banks', 'array.banks', 1],
];

describe('a device with every fault of an array', () => {
  const faulty: ChipChanges = {
    ...smallReference,
    'chip.cell.stuckV': '0.3 V',
    ...Object.fromEntries(planted.map(([, path, value]) => [`chip.${path}`, value])),
  };

  test('passes beside a datasheet that says so, and each is measured', async () => {
    const figures = await measured(faulty, faulty);
    expect(namesWith(figures, 'fail')).toEqual([]);
    for (const [name] of planted)
      expect([name, figure(figures, name).outcome.kind]).toEqual([name, 'measured']);
    const stuck = figure(figures, 'cell.stuckVoltage').outcome;
    expect(stuck.kind === 'measured' ? Math.abs(stuck.value / 0.3 - 1) : Infinity).toBeLessThan(0.02);
  });

  test('is caught in each of them beside one that does not', async () => {
    const failed = namesWith(await measured(faulty, smallReference), 'fail');
    expect(failed).toEqual(expect.arrayContaining(planted.map(([name]) => name)));
  });
});

test('of a device without a clock of the host and without simulated draws the link and the hold are not observable', async () => {
  const asSilicon = (bench: Bench): Promise<Measurements> => {
    const { capabilities } = bench.client;
    const told = { ...capabilities, simulation: { time: false, registers: false } };
    const client = Object.create(bench.client, { capabilities: { value: told } }) as Bench['client'];
    return measureSpu({ ...bench, client });
  };
  const figures = await figuresOf(asSilicon, {
    name: 'reference',
    device: smallReference,
    datasheet: smallReference,
  });
  expect(namesWith(figures, 'fail')).toEqual([]);
  for (const name of ['link.latency', 'link.bandwidth', 'cell.droop']) {
    expect(figure(figures, name).outcome).toEqual({
      kind: 'not-observable',
      reason: 'the device does not tell times on the clock of the host',
    });
  }
  expect(figure(figures, 'cell.timeConstant').verdict).toBe('pass');
});

test('one seed gives one result, another seed other noise', async () => {
  const noiseOf = (figures: readonly Figure[]): number => {
    const { outcome } = figure(figures, 'cell.noiseVariance');
    return outcome.kind === 'measured' ? outcome.value : 0;
  };
  const first = noiseOf(plain);
  expect(noiseOf(await measured(smallReference, smallReference))).toBe(first);
  expect(noiseOf(await measured(smallReference, smallReference, 'reference', 2))).not.toBe(first);
});
