import type { CommanderError } from 'commander';

/** A command line that was refused before any command ran. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What commander complained of, as one line and a remedy. */
export function usageError(error: CommanderError, complaint: string, command: string): UsageError {
  const [problem = '', hint] = (complaint || error.message)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const program = command === 'thermoloop' ? command : `thermoloop ${command}`;
  const suggestion = hint?.match(/^\((.*)\)$/)?.[1];
  return new UsageError(
    `${program}: ${problem.replace(/^error: /, '')}\n${suggestion ?? `${program} --help lists what there is.`}`,
  );
}
