import { ArrayId, bytesPerCode, type ArrayWrite, type ProblemCommit } from '@thermoloop/protocol';
import type { CodedArray, CodedProblem } from '../analog/analog-part.js';
import type { ProblemGains } from './register-file.js';

/** The code arrays of the bank that the host writes, until a run takes them. */
export class Bank {
  readonly #slots = new Map<ArrayId, CodedArray>();
  #spare: ArrayBuffer[] = [];

  /** Storage for one array, in place of what was there. */
  begin({ array, codeKind, totalBytes }: ArrayWrite): Uint8Array {
    const present = this.#slots.get(array)?.bytes.buffer;
    const buffer = present?.byteLength === totalBytes ? present : this.#takeSpare(totalBytes);
    const bytes = new Uint8Array(buffer ?? new ArrayBuffer(totalBytes));
    this.#slots.set(array, { kind: codeKind, bytes });
    return bytes;
  }

  /** Codes that an array has room for; 0 where it was not begun. */
  codeCount(array: ArrayId): number {
    const slot = this.#slots.get(array);
    return slot === undefined ? 0 : slot.bytes.length / bytesPerCode(slot.kind);
  }

  /** The committed problem; its buffers leave the bank. */
  take({ arrays, rows, cells }: ProblemCommit, gains: ProblemGains): CodedProblem {
    const named = (array: ArrayId): CodedArray | undefined =>
      arrays.includes(array) ? this.#slots.get(array) : undefined;
    const couplings = named(ArrayId.COUPLINGS);
    const drive = named(ArrayId.DRIVE);
    if (couplings === undefined || drive === undefined) {
      throw new Error('a bank is taken only after a commit that names couplings and drive');
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
