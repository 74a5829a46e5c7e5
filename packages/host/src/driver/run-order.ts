import {
  ArrayId,
  bytesPerCode,
  Latch,
  Observation,
  type Capabilities,
  type RunCommandOrder,
} from '@thermoloop/protocol';
import { NotSupportedError, ProblemTooLargeError, StartStateError } from './errors.js';
import { isLive, type NaturalGradientProblem } from './natural-gradient-problem.js';
import { startStateOf } from './start-state.js';
import type { StepPlan } from './step-plan.js';

/**
 * Checks what a problem asks of a run besides its time.
 * @throws NotSupportedError, StartStateError, ProblemTooLargeError
 */
export function checkRunFeatures(problem: NaturalGradientProblem, capabilities: Capabilities): void {
  const { runFeatures } = capabilities;
  const { carryTimeTau = 0, reads, repeats = 1 } = problem;
  if (carryTimeTau > 0 && !runFeatures.carry) {
    throw new NotSupportedError('a carry time', carryTimeTau, 'leave --carry-time out');
  }
  if (isLive(problem) && !runFeatures.liveReads) {
    throw new NotSupportedError('live reads', reads, 'read held cells');
  }
  if (isLive(problem) && !(problem.readSpacingTau! > 0)) {
    throw new RangeError(`readSpacingTau is ${problem.readSpacingTau}; expected a positive number`);
  }
  if (!Number.isSafeInteger(repeats) || repeats < 1) {
    throw new RangeError(`repeats is ${repeats}; expected a positive integer`);
  }
  if (repeats > 1 && problem.start === 'previous') {
    throw new StartStateError('previous', `each of ${repeats} trajectories needs a start state of its own`);
  }
  trajectoriesPerRun(problem, capabilities);
}

/**
 * The trajectories that one RUN returns at most: what the readout buffer has room for.
 * @throws ProblemTooLargeError if it has no room for one
 */
export function trajectoriesPerRun(
  { factor, reads, repeats = 1 }: NaturalGradientProblem,
  { readoutBufferBytes, formats, runFeatures }: Capabilities,
): number {
  const readBytes = factor.columns * bytesPerCode(formats[ArrayId.READOUT].kind);
  const most = Math.floor(readoutBufferBytes / (reads * readBytes));
  if (most === 0) {
    const limit = Math.floor(readoutBufferBytes / readBytes);
    throw new ProblemTooLargeError('reads', reads, limit, 'take fewer --reads');
  }
  return runFeatures.repeats ? Math.min(most, repeats) : 1;
}

/** How many trajectories each RUN of a problem has, in order. */
export function trajectoriesByRun(problem: NaturalGradientProblem, capabilities: Capabilities): number[] {
  const most = trajectoriesPerRun(problem, capabilities);
  const counts: number[] = [];
  for (let left = problem.repeats ?? 1; left > 0; left -= most) counts.push(Math.min(most, left));
  return counts;
}

/** The RUN that latches the armed problem of a plan. */
export function firstRun(problem: NaturalGradientProblem, plan: StepPlan, repeats: number): RunCommandOrder {
  return {
    start: startStateOf(plan.startSent),
    latch: Latch.ARMED,
    observation: isLive(problem) ? Observation.LIVE : Observation.HELD,
    reads: problem.reads,
    repeats,
    carryTicks: plan.carry?.ticks ?? 0n,
    runTicks: plan.run.ticks,
    spacingTicks: plan.readSpacing?.ticks ?? 0n,
  };
}

/** A RUN of the same problem once more. */
export function laterRun(problem: NaturalGradientProblem, plan: StepPlan, repeats: number): RunCommandOrder {
  return { ...firstRun(problem, plan, repeats), latch: Latch.LATCHED, carryTicks: 0n };
}
