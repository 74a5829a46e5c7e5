import { StartState, type Capabilities } from '@thermoloop/protocol';
import type { StartName } from './device-step-report.js';
import { StartStateError } from './errors.js';

const startStates: Readonly<Record<StartName, StartState>> = {
  gradient: StartState.GRADIENT,
  previous: StartState.PREVIOUS,
  zero: StartState.ZERO,
  written: StartState.WRITTEN,
};

export function startStateOf(start: StartName): StartState {
  return startStates[start];
}

export function chipHasStart(capabilities: Capabilities, start: StartName): boolean {
  return capabilities.startStates.has(startStates[start]);
}

/** @throws StartStateError if the chip does not have the start state */
export function requireStart(capabilities: Capabilities, start: StartName, purpose: string): void {
  if (chipHasStart(capabilities, start)) return;
  const names = (Object.keys(startStates) as StartName[]).filter((name) => chipHasStart(capabilities, name));
  throw new StartStateError(
    start,
    `${purpose}, and this chip has only ${names.join(', ')}: take another --start or --chip`,
  );
}
