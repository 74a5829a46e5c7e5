import { rules } from '../generated/rules.js';

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

/** A WRITE that was begun and that the link spoilt: it may come again. */
interface Spoilt {
  readonly request: number;
  readonly opcode: number;
  readonly spoilt: true;
}

/** The last answers of a session, so that a repeated command is answered again and not executed again. */
export class AnswerMemory {
  private readonly entries: (GivenAnswer | Spoilt)[] = [];
  private readonly readings: { readonly request: number; readonly codes: Uint8Array }[] = [];

  /** @param readingsHeld of how many jobs the codes are kept: they are large */
  constructor(private readonly readingsHeld: number) {}

  keep(answer: GivenAnswer, codes?: Uint8Array): void {
    this.push(answer);
    if (codes === undefined) return;
    this.readings.push({ request: answer.request, codes });
    if (this.readings.length > this.readingsHeld) this.readings.shift();
  }

  keepSpoilt({ request, opcode }: { readonly request: number; readonly opcode: number }): void {
    this.push({ request, opcode, spoilt: true });
  }

  find(request: number, opcode: number): GivenAnswer | 'spoilt' | undefined {
    const entry = this.entries.findLast((known) => known.request === request && known.opcode === opcode);
    return entry !== undefined && 'spoilt' in entry ? 'spoilt' : entry;
  }

  codesOf(request: number): Uint8Array | undefined {
    return this.readings.find((reading) => reading.request === request)?.codes;
  }

  private push(entry: GivenAnswer | Spoilt): void {
    this.entries.push(entry);
    if (this.entries.length > rules.answersHeld) this.entries.shift();
  }
}
