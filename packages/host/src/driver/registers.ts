import type { Capabilities, RegisterValues } from '@thermoloop/protocol';
import type { NaturalGradientProblem } from './natural-gradient-problem.js';
import type { StepPlan } from './step-plan.js';

/** All registers of one problem and its first run. */
export function problemRegisters(
  problem: NaturalGradientProblem,
  plan: StepPlan,
  run: number,
  capabilities: Capabilities,
): Partial<RegisterValues> {
  return {
    couplingGain: plan.scales.couplingGain,
    driveGain: plan.scales.driveGain,
    leak: plan.scales.leak,
    ...(plan.startGain === undefined ? {} : { startGain: plan.startGain }),
    identityBlocks: problem.factor.blocks === undefined ? 1 : 0,
    noise: plan.noiseV2,
    ...runRegisters(run, plan.readoutGainV, capabilities),
  };
}

/** The registers of one run of a problem that is there already. */
export function runRegisters(
  run: number,
  readoutGain: number,
  { simulation }: Capabilities,
): Partial<RegisterValues> {
  return { readoutGain, ...(simulation.registers ? { simulationRunIndex: BigInt(run) } : {}) };
}
