import {
  runSolve,
  settingName,
  solveDefaults,
  solveSettings,
  type FlagTexts,
  type SolveResult,
} from '@thermoloop/lab';
import type { CommandModule, CommonFlags, Outcome } from '../command.js';
import { exitStatus } from '../exit-status.js';
import { listenForInterruption } from '../interruption.js';
import { collect } from '../output/collect.js';
import { stderrLogger } from '../output/logger.js';
import { solveText } from '../output/solve-text.js';

type SolveFlags = CommonFlags & FlagTexts;

/** `thermoloop solve`: a linear system through the device. */
export const configure: CommandModule['configure'] = (command, perform) => {
  for (const [key, { placeholder, description }] of Object.entries(solveSettings)) {
    const flag = `--${settingName(key)} <${placeholder}>`;
    const byDefault =
      key in solveDefaults ? ` (default: ${String(solveDefaults[key as keyof typeof solveDefaults])})` : '';
    if (key === 'set') command.option(flag, description, collect);
    else command.option(flag, description + byDefault);
  }
  command.action((flags: SolveFlags) => perform(flags, () => solve(flags)));
};

async function solve(flags: SolveFlags): Promise<Outcome> {
  const logger = await stderrLogger(flags.quiet === true);
  const interruption = listenForInterruption(() =>
    logger.warn('stopping after this run time; Ctrl-C again stops at once'),
  );
  try {
    const result = await runSolve(flags, interruption.signal, {
      onStart: ({ order, trajectories }) =>
        logger.info(`${order} unknowns, ${trajectories} trajectories at each run time`),
      onSolution: ({ runTimeTau }) => logger.info(`run time ${runTimeTau} τ done`),
    });
    return outcomeOf(result);
  } finally {
    interruption.dispose();
  }
}

function outcomeOf(result: SolveResult): Outcome {
  return { exitStatus: exitStatus.done, document: result, text: solveText(result) };
}
