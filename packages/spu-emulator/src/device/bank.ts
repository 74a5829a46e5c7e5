import { ArrayId, type ArrayWrite, type ProblemCommit } from '@thermoloop/protocol';
import type { CodedArray, CodedProblem } from './analog-part.js';
import type { ProblemGains } from './register-file.js';

interface Slot extends CodedArray {
  readonly rows: number;
  readonly columns: number;
}

/** The code arrays of the bank that the host writes, until they latch. */
export class Bank {
  readonly #slots = new Map<ArrayId, Slot>();
  #spare: ArrayBuffer[] = [];

  /** Storage for one array, in place of what was there. */
  begin({ array, codeKind, rows, columns, totalBytes }: ArrayWrite): Uint8Array {
    const present = this.#slots.get(array)?.bytes.buffer;
    const buffer = present?.byteLength === totalBytes ? present : this.#takeSpare(totalBytes);
    const bytes = new Uint8Array(buffer ?? new ArrayBuffer(totalBytes));
    this.#slots.set(array, { kind: codeKind, bytes, rows, columns });
    return bytes;
  }

  /** How the arrays of a commit disagree with its shape: the first array that does. */
  misfit({ arrays, rows, cells }: ProblemCommit): ArrayId | undefined {
    return arrays.find((array) => {
      const slot = this.#slots.get(array);
      return slot === undefined || !fits(slot, array, rows, cells);
    });
  }

  /** The committed problem; its buffers leave the bank. */
  take({ arrays, rows, cells }: ProblemCommit, gains: ProblemGains): CodedProblem {
    const named = (array: ArrayId): CodedArray | undefined => {
      const slot = arrays.includes(array) ? this.#slots.get(array) : undefined;
      return slot && { kind: slot.kind, bytes: slot.bytes };
    };
    const couplings = named(ArrayId.COUPLINGS);
    const drive = named(ArrayId.DRIVE);
    if (couplings === undefined || drive === undefined) {
      throw new Error('a bank latches only after a commit that names couplings and drive');
    }
    const blocks = gains.identityBlocks === 1 ? undefined : named(ArrayId.BLOCKS);
    const start = named(ArrayId.START);
    this.#slots.clear();
    return { rows, cells, couplings, drive, ...(blocks && { blocks }), ...(start && { start }), gains };
  }

  /** Buffers come back, to be filled again; those that came back before and were not used are dropped. */
  recycle(buffers: readonly ArrayBuffer[]): void {
    this.#spare = [...buffers];
  }

  clear(): void {
    this.#slots.clear();
    this.#spare = [];
  }

  #takeSpare(byteLength: number): ArrayBuffer | undefined {
    const at = this.#spare.findIndex((buffer) => buffer.byteLength === byteLength);
    return at < 0 ? undefined : this.#spare.splice(at, 1)[0];
  }
}

function fits(slot: Slot, array: ArrayId, rows: number, cells: number): boolean {
  switch (array) {
    case ArrayId.COUPLINGS:
      return slot.rows === rows && slot.columns === cells;
    case ArrayId.BLOCKS:
      return slot.rows * Math.sqrt(slot.columns) === rows;
    case ArrayId.DRIVE:
    case ArrayId.START:
      return slot.columns === cells;
    case ArrayId.READOUT:
      return false;
  }
}
