export const scheduleNames = ['constant', 'cosine'] as const;
export type ScheduleName = (typeof scheduleNames)[number];

/** The factor on the learning rate at `step` of `steps`, counted from 1. */
type Schedule = (step: number, steps: number) => number;

/** `cosine` falls from 1 at the first step towards 0 after the last: ½(1 + cos(π (step − 1) / steps)). */
export const schedules: Readonly<Record<ScheduleName, Schedule>> = {
  constant: () => 1,
  cosine: (step, steps) => 0.5 * (1 + Math.cos((Math.PI * (step - 1)) / steps)),
};
