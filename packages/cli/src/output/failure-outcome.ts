import type { FailureKind } from '@thermoloop/lab';
import type { Outcome } from '../command.js';
import { exitStatus, type ExitStatus } from '../exit-status.js';
import { UsageError } from './usage-error.js';

/** The outcome of a command that threw before it had a result. */
export async function failureOutcome(command: string, error: unknown): Promise<Outcome> {
  const { name, message, status, exit } = await described(error);
  return {
    exitStatus: exit,
    document: {
      schema: command === 'thermoloop' ? 'thermoloop/1' : `thermoloop.${command}/1`,
      status,
      error: { name, message },
    },
    complaint: `error: ${message}`,
  };
}

const endings: Readonly<Record<FailureKind, Pick<Description, 'status' | 'exit'>>> = {
  input: { status: 'failed', exit: exitStatus.usage },
  failed: { status: 'failed', exit: exitStatus.failed },
  diverged: { status: 'diverged', exit: exitStatus.failed },
  interrupted: { status: 'interrupted', exit: exitStatus.interrupted },
};

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
  return { name, message, ...endings[kind] };
}
