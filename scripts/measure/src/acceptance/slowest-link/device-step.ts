import type { FlagTexts } from '@thermoloop/lab';
import { trainOnce } from '../training/train-once.js';

/** What a step waits for on the device's side of the loop. */
export const waits = ['link', 'DAC and programming', 'settling', 'relaxation', 'ADC'] as const;
export type Wait = (typeof waits)[number];

const waitOf: Readonly<Record<string, Wait>> = {
  linkDown: 'link',
  linkUp: 'link',
  dac: 'DAC and programming',
  settle: 'settling',
  relax: 'relaxation',
  adc: 'ADC',
};

/** Virtual seconds of one step by what it waited for. */
export interface DeviceStep {
  readonly timeS: Readonly<Record<Wait, number>>;
  readonly slowest: Wait;
  readonly bitsDown: number;
  readonly conversions: { readonly dac: number; readonly adc: number };
}

const steps = 2;

/**
 * The second step of a training run: the range of the readout is known by then. Carry time is left out: it is asked for, and
 * nothing waits for it.
 */
export async function deviceStep(flags: FlagTexts): Promise<DeviceStep> {
  const result = await trainOnce({
    optimizer: 'tngd',
    start: 'gradient',
    trainExamples: '1000',
    steps: String(steps),
    ...flags,
  });
  const device = result.steps.at(-1)?.device;
  if (result.status !== 'done' || device === undefined) {
    throw new Error(`the run is ${result.status}: ${result.error?.message ?? 'without a device'}`);
  }
  const timeS = Object.fromEntries(waits.map((wait) => [wait, 0])) as Record<Wait, number>;
  for (const { stage, startS, endS } of device.stages) {
    const wait = waitOf[stage];
    if (wait !== undefined) timeS[wait] += endS - startS;
  }
  const slowest = waits.reduce((longest, wait) => (timeS[wait] > timeS[longest] ? wait : longest));
  return { timeS, slowest, bitsDown: device.linkBits.down, conversions: device.conversions };
}
