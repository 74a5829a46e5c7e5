import { DeviceError, type StepBudget, type StepRecord } from '@thermoloop/host';
import { describeFailure } from '../../failures.js';
import { InterruptedError } from '../../interrupted-error.js';
import type { TrainPlan } from '../../settings/resolve-train-config.js';
import { Accounts } from '../../train/accounts.js';
import { prepare } from '../../train/prepare.js';
import { finalFigures } from '../../train/summarise.js';
import { watchedSteps } from '../../train/watched-steps.js';
import type { TrainingFigures } from '../quantities/training-quantities.js';
import type { Subject } from './subject.js';

/** A training as validation needs it. */
export interface TrainingRun {
  /** Of a training that broke off, times and energies of the steps before, and no losses. */
  readonly figures: TrainingFigures;
  readonly budgets: readonly StepBudget[];
  /** Why it broke off, in a line: it diverged, or its problem was unstable on this chip. Undefined where it came to its end. */
  readonly diverged?: string;
}

export interface TrainingOrder {
  readonly plan: TrainPlan;
  readonly subject: Subject;
  /** Which training it is, as a path: 'typical/seed-1'. */
  readonly label: string;
  readonly signal: AbortSignal;
  readonly onStep?: (step: number, loss: number) => void;
}

const noFigures = { trainLoss: null, testLoss: null, testAccuracy: null };

/** How long a step that is under way may take after the signal. */
const patienceMs = 2000;

/**
 * Trains and keeps what came of it in memory; no file is written.
 * @throws what is wrong with the input, DeviceError, InterruptedError
 */
export async function trainInMemory({ plan, subject, signal, onStep }: TrainingOrder): Promise<TrainingRun> {
  const preparation = await prepare(plan, { chip: subject.chip, signal });
  const records: StepRecord[] = [];
  const accounts = new Accounts();
  let diverged: string | undefined;
  let isAbandoned = false;
  try {
    const steps = watchedSteps(preparation.training, signal, patienceMs);
    for (;;) {
      const next = await steps.next();
      if (next.done === true) {
        isAbandoned = next.value === 'abandoned';
        break;
      }
      records.push(next.value);
      accounts.add(next.value);
      onStep?.(next.value.step, next.value.loss);
    }
  } catch (error) {
    diverged = brokenOff(error);
    if (diverged === undefined) throw error;
  } finally {
    if (isAbandoned) preparation.abandon();
    else await preparation.close();
  }
  if (signal.aborted) throw new InterruptedError('interrupted before there was a verdict');
  return {
    figures: {
      stepsDone: records.length,
      final: diverged === undefined ? finalFigures(records) : noFigures,
      virtualTime: accounts.timeS,
      energy: accounts.energyJ,
    },
    budgets: budgetsOf(records),
    ...(diverged === undefined ? {} : { diverged }),
  };
}

/** Why a training broke off that the chip did not stand: in a line, or undefined where something else is to blame. */
function brokenOff(error: unknown): string | undefined {
  const { kind, message } = describeFailure(error);
  const isChips = kind === 'diverged' || (error instanceof DeviceError && error.code === 'UNSTABLE');
  return isChips ? message.split('\n')[0]! : undefined;
}

/** The budgets of the steps that have one. */
export function budgetsOf(steps: readonly { readonly budget?: StepBudget }[]): StepBudget[] {
  return steps.flatMap(({ budget }) => budget ?? []);
}
