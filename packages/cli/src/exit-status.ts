/** What the process tells the shell. */
export const exitStatus = {
  done: 0,
  /** Failed or diverged. */
  failed: 1,
  /** Bad usage or bad input. */
  usage: 2,
  requirementNotMet: 3,
  interrupted: 130,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];
