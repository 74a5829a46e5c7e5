import { CommanderError } from 'commander';
import type { CommonFlags, Outcome, Perform } from './command.js';
import { commands } from './commands.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { showStack } from './output/debug.js';
import { failureOutcome } from './output/failure-outcome.js';
import { showResult } from './output/show-result.js';
import { usageError } from './output/usage-error.js';
import { buildProgram } from './program.js';

/** Runs a command line, writes to stdout and stderr, and says the exit status. */
export async function run(args: readonly string[]): Promise<ExitStatus> {
  process.stdout.on('error', endWithReader);
  const called = commands.find(({ name }) => name === args.find((arg) => !arg.startsWith('-')))?.name;
  const command = called ?? 'thermoloop';
  let status: ExitStatus = exitStatus.done;
  const perform: Perform = async (flags, action) => {
    status = show(await outcomeOf(command, action), flags);
  };
  const program = await buildProgram(called, perform);
  if (args.length === 0) {
    process.stderr.write(program.helpInformation());
    return exitStatus.usage;
  }
  let complaint = '';
  for (const each of [program, ...program.commands]) {
    each.exitOverride().configureOutput({ writeErr: (text) => void (complaint += text) });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitStatus.done;
    const outcome = await failureOutcome(command, usageError(error, complaint, command));
    return show(outcome, args.includes('--json') ? { json: true } : {});
  }
  return status;
}

async function outcomeOf(command: string, action: () => Promise<Outcome> | Outcome): Promise<Outcome> {
  try {
    return await action();
  } catch (error) {
    showStack(error);
    return failureOutcome(command, error);
  }
}

function show(outcome: Outcome, flags: CommonFlags): ExitStatus {
  if (outcome.complaint !== undefined) process.stderr.write(`${outcome.complaint}\n`);
  showResult(flags, outcome);
  return outcome.exitStatus;
}

/** The reader of our output went away, as `head` does: there is nobody left to tell. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitStatus.done);
}
