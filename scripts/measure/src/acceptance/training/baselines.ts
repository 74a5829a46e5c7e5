import type { FlagTexts } from '@thermoloop/lab';

/** A first-order optimizer at one of the learning rates that it may choose from. */
export interface Baseline {
  readonly title: string;
  readonly flags: FlagTexts;
}

const adam = ['3e-3', '1e-2', '2e-2'].map((lr): Baseline => ({
  title: `adam ${lr}`,
  flags: { optimizer: 'adam', lr },
}));
/** Momentum 0.9 is the optimizer's default. */
const momentum = ['0.05', '0.1'].map((lr): Baseline => ({
  title: `momentum ${lr}`,
  flags: { optimizer: 'momentum', lr },
}));

export const baselines: readonly Baseline[] = [...adam, ...momentum];
