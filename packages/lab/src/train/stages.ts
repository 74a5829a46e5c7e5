import { deviceStages } from '@thermoloop/host';

/**
 * Where virtual time and energy go: the host's own work, then the stages of a device command in order. Every
 * account of a run uses these names.
 */
export const stages = ['hostCompute', ...deviceStages] as const;

export type Stage = (typeof stages)[number];

export type ByStage<T> = Readonly<Record<Stage, T>>;

export const stageTitles: ByStage<string> = {
  hostCompute: 'host compute',
  linkDown: 'link down',
  dac: 'DAC',
  carry: 'carry',
  settle: 'settle',
  relax: 'relax',
  adc: 'ADC',
  linkUp: 'link up',
};

/** A value for every stage. */
export function byStage<T>(value: (stage: Stage) => T): ByStage<T> {
  return Object.fromEntries(stages.map((stage) => [stage, value(stage)])) as unknown as ByStage<T>;
}
