import type { Command } from 'commander';
import type { ExitStatus } from './exit-status.js';

/** How a command ended and what it has to say. */
export interface Outcome {
  readonly exitStatus: ExitStatus;
  /** The one document of `--json`; undefined where it has been shown already. */
  readonly document?: object;
  /** What stdout shows without `--json`; undefined for nothing. */
  readonly text?: string;
  /** What stderr shows of a failure: one or two lines. */
  readonly complaint?: string;
}

/** Flags that every command takes. */
export interface CommonFlags {
  readonly json?: true;
  readonly quiet?: true;
}

/** Runs an action and reports its outcome, or its failure, in the form that the flags ask for. */
export type Perform = (flags: CommonFlags, action: () => Promise<Outcome> | Outcome) => Promise<void>;

/** A command of the program. Its module is loaded only when it is called or asked for help. */
export interface CommandModule {
  /** Declares arguments and flags, and calls `perform` with what the command does. */
  configure(command: Command, perform: Perform): void;
}
