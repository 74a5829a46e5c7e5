import { isMet, type Requirement } from './requirement.js';

/** A document for programs, a text for people, and what was required. */
export interface Result {
  readonly document: object;
  readonly text: string;
  readonly requirements: readonly Requirement[];
}

const requirementNotMet = 3;

/** Prints one of the two forms on stdout and sets the exit status: 3 where a requirement was not met. */
export function finish({ document, text, requirements }: Result, asJson: boolean): void {
  const judged = requirements.map((requirement) => ({ ...requirement, met: isMet(requirement) }));
  console.log(asJson ? JSON.stringify({ ...document, requirements: judged }, null, 2) : text);
  if (judged.some(({ met }) => !met)) process.exitCode = requirementNotMet;
}
