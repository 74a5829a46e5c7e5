import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { Perform } from './command.js';
import { commands } from './commands.js';

const description =
  'Trains networks by thermodynamic natural gradient descent through an emulated stochastic processing unit, ' +
  'and says where virtual time and energy go.';

const ending = `
Exit status: 0 done, 1 failed or diverged, 2 bad usage or input, 3 requirement not met, 130 interrupted.
THERMOLOOP_DEBUG=1 shows where an error arose. NO_COLOR is heeded.`;

/** The program, with the command `called` declared in full and the others by name only. */
export async function buildProgram(called: string | undefined, perform: Perform): Promise<Command> {
  const program = new Command('thermoloop')
    .description(description)
    .version(version(), '--version', 'print the version')
    .helpOption('--help', 'show help')
    .helpCommand(false)
    .showSuggestionAfterError()
    .addHelpText('after', ending)
    .configureHelp({ showGlobalOptions: false })
    .exitOverride();
  for (const { name, summary, load } of commands) {
    const command = program
      .command(name)
      .summary(summary)
      .description(`${summary[0]!.toUpperCase()}${summary.slice(1)}.`)
      .allowExcessArguments(false);
    if (name !== called) continue;
    (await load()).configure(command, perform);
    command
      .option('--json', 'print one JSON document on stdout, and nothing else there')
      .option('--quiet', 'show errors only on stderr');
  }
  return program;
}

export function version(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
