import type { Reading } from './handler.js';

/** A terminal answer as it was given. */
export interface GivenAnswer {
  readonly request: number;
  readonly opcode: number;
  readonly flags: number;
  readonly body: Uint8Array;
  readonly stampPs: bigint | undefined;
  /** whether DATA frames came before it */
  readonly hadCodes: boolean;
}

/** How many answers are held for repeats. */
const HELD = 16;

/** The last answers of a session, so that a repeated command is answered again and not executed again. */
export class AnswerMemory {
  private readonly answers: GivenAnswer[] = [];
  private lastReading: { readonly request: number; readonly codes: Reading['codes'] } | undefined;

  /** `codes` of the last run or reading only are kept: they are large. */
  keep(answer: GivenAnswer, codes?: Uint8Array): void {
    this.answers.push(answer);
    if (this.answers.length > HELD) this.answers.shift();
    if (codes !== undefined) this.lastReading = { request: answer.request, codes };
  }

  find(request: number): GivenAnswer | undefined {
    return this.answers.find((answer) => answer.request === request);
  }

  codesOf(request: number): Uint8Array | undefined {
    return this.lastReading?.request === request ? this.lastReading.codes : undefined;
  }
}
