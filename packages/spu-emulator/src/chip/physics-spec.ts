import { fields, number, quantity } from '@thermoloop/bus';
import { z } from 'zod';

const integrator = z.enum(['euler-maruyama', 'stochastic-heun']);
const stepTau = number({ above: 0 });
const limitV = quantity('V', { above: 0 });

/**
 * How the dynamics of the cells are computed. What a level does not use it takes and drops, so that changing `level` or
 * `kind` alone compares two.
 */
export const physicsSpec = z
  .discriminatedUnion('level', [
    fields({
      level: z.literal('exact').describe('linear dynamics, solved in distribution'),
      integrator: integrator.optional().describe('of no effect'),
      stepTau: stepTau.optional().describe('of no effect'),
    }).transform(({ level }) => ({ level })),
    fields({
      level: z.literal('sde').describe('Langevin dynamics, stepped in time'),
      integrator,
      stepTau: stepTau.describe('longest time step, in τ'),
    }),
  ])
  .describe('how the dynamics of the cells are computed');

export type PhysicsSpec = z.output<typeof physicsSpec>;

/** How far the voltage of a cell goes. */
export const railsSpec = z
  .discriminatedUnion('kind', [
    fields({
      kind: z.literal('none'),
      limitV: limitV.optional().describe('of no effect'),
    }).transform(({ kind }) => ({ kind })),
    fields({
      kind: z.literal('clamp').describe('the cell stops there, and leaves as soon as it is driven back'),
      limitV: limitV.describe('either way'),
    }),
  ])
  .describe('how far the voltage of a cell goes');

export type RailsSpec = z.output<typeof railsSpec>;

/** What bends the dynamics of a chip. */
export interface Nonlinearities {
  readonly cellRails: RailsSpec;
  readonly rowRails: RailsSpec;
  /** of Bᵀ against B */
  readonly transposeMismatchPctRms: number;
}

/** What a level of physics cannot follow, as the schema says it; undefined if nothing. */
export function levelRefusal(
  { cellRails, rowRails, transposeMismatchPctRms }: Nonlinearities,
  { level }: PhysicsSpec,
): string | undefined {
  if (level === 'sde') return undefined;
  if (cellRails.kind === 'clamp') {
    return 'expected sde, since cell.rails.kind is clamp: the level exact knows linear cells only';
  }
  if (rowRails.kind === 'clamp') {
    return 'expected sde, since array.rowAmplifier.rails.kind is clamp: the level exact knows linear amplifiers only';
  }
  if (transposeMismatchPctRms > 0) {
    return `expected sde, since coupling.transposeMismatchPctRms is ${transposeMismatchPctRms}: the level exact knows couplings that pull both ways alike only`;
  }
  return undefined;
}
