import { shellWord } from '../report/parts/record.js';

/** The command line that goes on with the run in a directory. */
export function resumeCommand(directory: string): string {
  return `thermoloop train --resume ${shellWord(directory)}`;
}
