import { VirtualClock } from '@thermoloop/sim-kernel';
import { measureConverters } from '../../characterize/converters/measure-converters.js';
import type { Finding } from '../../characterize/figure.js';
import { openDevice } from '../../device/open-device.js';
import { InputError } from '../../input-error.js';
import type { Measured } from '../judge/measured.js';
import { datasheetQuantities } from '../quantities/datasheet-quantities.js';
import { quantityNamed } from '../quantities/known-quantities.js';
import { estimated } from './measure-converters.js';
import { measureTrainings, sampled, type TrainingsOrder } from './measure-trainings.js';
import type { TrainingRun } from './training-run.js';

export interface MeasureOrder extends Omit<TrainingsOrder, 'needsBudget'> {
  /** What is to be measured; nothing else is. */
  readonly names: readonly string[];
  /** 1 − the confidence of the intervals. */
  readonly falseAlarm: number;
  /** Whether the budgets of steps are made even if nothing that is named needs them. */
  readonly alwaysBudget?: boolean;
  /** What the bench finds of the converters; measured if absent. */
  readonly findings?: () => Promise<readonly Finding[]>;
  /** The bench is about to be used. */
  readonly onConverters?: () => void;
}

/** What was measured of a subject. */
export interface Measurement {
  readonly measured: ReadonlyMap<string, Measured>;
  /** One a seed, if there was anything to train for. */
  readonly runs: readonly TrainingRun[];
  /** Why a seed gave no value, if one gave none. */
  readonly missing: string | null;
}

/**
 * Measures what is named, and nothing else.
 * @throws InputError for what this device or this training cannot tell; DeviceError, InterruptedError
 */
export async function measure(order: MeasureOrder): Promise<Measurement> {
  const { names, subject, seeds, falseAlarm } = order;
  const by = (method: string): boolean => names.some((name) => quantityNamed(name).measuredBy === method);
  const measured = new Map<string, Measured>();
  for (const quantity of datasheetQuantities) {
    if (!names.includes(quantity.name)) continue;
    measured.set(quantity.name, {
      kind: 'told',
      value: toldBy(quantity.name, quantity.of(subject.chip.spec)),
    });
  }
  if (by('converters')) {
    const findings = await (order.findings?.() ?? benchFindings(order));
    for (const name of names.filter((each) => quantityNamed(each).measuredBy === 'converters')) {
      measured.set(name, estimated(name, findings, falseAlarm));
    }
  }
  const needsBudget = by('budget') || order.alwaysBudget === true;
  const runs = needsBudget || by('training') ? await measureTrainings({ ...order, needsBudget }) : [];
  for (const name of names) {
    const { measuredBy } = quantityNamed(name);
    if (measuredBy === 'training' || measuredBy === 'budget') measured.set(name, sampled(name, runs));
  }
  const broken = runs.findIndex(({ diverged }) => diverged !== undefined);
  return {
    measured,
    runs,
    missing: broken < 0 ? null : `seed ${seeds[broken]}: ${runs[broken]?.diverged ?? 'diverged'}`,
  };
}

function toldBy(name: string, value: number | string): number {
  if (typeof value === 'number') return value;
  throw new InputError({
    place: name,
    found: value,
    expected: 'a chip that says it',
    remedy: 'Give the number in the chip file, or leave the requirement out.',
  });
}

/** Measures the converters of a subject. @throws DeviceError */
export async function benchFindings({
  subject: { chip, device: url },
  signal,
  onConverters,
}: Pick<MeasureOrder, 'subject' | 'signal' | 'onConverters'>): Promise<readonly Finding[]> {
  onConverters?.();
  const clock = new VirtualClock();
  const device = await openDevice(
    url === undefined ? { kind: 'emulator', chip } : { kind: 'url', url },
    clock,
  );
  let [measures, runs] = [0, 0];
  try {
    const { findings } = await measureConverters({
      client: device.client,
      clock,
      datasheet: chip.spec,
      sources: chip.sources,
      signal,
      nextMeasureIndex: () => measures++,
      nextRunIndex: () => runs++,
    });
    return findings;
  } finally {
    await device.close();
  }
}
