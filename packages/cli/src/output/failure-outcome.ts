import type { Outcome } from '../command.js';
import { exitStatus, type ExitStatus } from '../exit-status.js';
import { UsageError } from './usage-error.js';

/** The outcome of a command that threw before it had a result. */
export async function failureOutcome(command: string, error: unknown): Promise<Outcome> {
  const { name, message, status, exit } = await described(error);
  return {
    exitStatus: exit,
    document: { schema: command === 'thermoloop' ? 'thermoloop/1' : `thermoloop.${command}/1`, status, error: { name, message } },
    complaint: `error: ${message}`,
  };
}

interface Description {
  readonly name: string;
  readonly message: string;
  readonly status: string;
  readonly exit: ExitStatus;
}

async function described(error: unknown): Promise<Description> {
  if (error instanceof UsageError) {
    return { name: error.name, message: error.message, status: 'failed', exit: exitStatus.usage };
  }
  const { describeFailure } = await import('@thermoloop/lab');
  const { name, message, kind } = describeFailure(error);
  return kind === 'input'
    ? { name, message, status: 'failed', exit: exitStatus.usage }
    : { name, message, status: kind, exit: exitStatus.failed };
}
