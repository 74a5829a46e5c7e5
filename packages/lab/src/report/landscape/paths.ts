import { compileLandscape, landscapePaths, type LandscapeSpec } from '@thermoloop/host';
import type { Run } from '../run-files.js';

/** Optimizers without a device that every landscape is shown with, each as the workload proposes it. */
const compared = ['sgd', 'momentum', 'adam', 'ngd'] as const;
/** Of a long run, as many steps are compared. */
export const mostComparedSteps = 2000;

/** The way of one optimizer. */
export interface Path {
  readonly name: string;
  readonly isOwn: boolean;
  readonly learningRate: number;
  /** θ at the start and after each step. */
  readonly positions: readonly (readonly number[])[];
  /** Loss at each of them. */
  readonly losses: readonly number[];
  /** How it ended before the others. */
  readonly end?: string;
}

/** The path of a run; undefined where its records do not tell it: it has more variables than they show. */
export function ownPath({ summary, steps }: Run, spec: LandscapeSpec): Path | undefined {
  const landscape = compileLandscape(spec);
  const told = [landscape.start, ...steps.map(({ parameters }) => parameters)];
  if (told.includes(undefined)) return undefined;
  const positions = (told as (number | null)[][]).map((position) => position.map((value) => value ?? NaN));
  const { status, optimizer, config } = summary;
  return {
    name: optimizer,
    isOwn: true,
    learningRate: Number(config['lr']),
    positions,
    losses: positions.map((position) => landscape.value(position)),
    ...(status === 'done' ? {} : { end: `${status} after ${stepsIn(steps.length)}` }),
  };
}

/** Other optimizers over as many steps as the run was to have. */
export async function comparedPaths({ summary }: Run, spec: LandscapeSpec): Promise<Path[]> {
  const names = compared.filter((name) => name !== summary.optimizer);
  const stepCount = Math.min(Number(summary.config['steps']), mostComparedSteps);
  const paths = await landscapePaths(spec, names, stepCount);
  return paths.map(({ optimizer, learningRate, positions, losses, diverged, stopped }) => {
    const taken = stepsIn(positions.length - 1);
    return {
      name: optimizer,
      isOwn: false,
      learningRate,
      positions,
      losses,
      ...(diverged ? { end: `diverged after ${taken}` } : {}),
      ...(stopped === undefined ? {} : { end: `stopped after ${taken}: ${stopped}` }),
    };
  });
}

function stepsIn(count: number): string {
  return `${count} ${count === 1 ? 'step' : 'steps'}`;
}
