/**
 * How virtual time passes. `lockstep`: every answer is waited for where it is asked. `free`: the host goes on and waits
 * only for what it needs. `paced`: as `free`, and the wall clock keeps step.
 */
export const clockNames = ['lockstep', 'free', 'paced'] as const;
export type ClockName = (typeof clockNames)[number];
