import { type Picoseconds, picoseconds } from '@thermoloop/sim-kernel';
import type { LinkSpec } from './link-spec.js';

/** One direction of a link on the virtual clock. */
export class Link {
  readonly #spec: LinkSpec;
  #busyUntilPs: Picoseconds = 0n;
  #totalBits = 0;

  constructor(spec: LinkSpec) {
    this.#spec = spec;
  }

  /**
   * Sends one frame and returns when its last bit arrives. A frame waits for those sent before it: they follow
   * one another at the bandwidth, and latency is added to each. Throws a RangeError if `bits` is not a whole
   * number.
   */
  transfer(bits: number, departurePs: Picoseconds): Picoseconds {
    if (!Number.isSafeInteger(bits) || bits < 0) {
      throw new RangeError(`bits of a frame must be a whole number, at least 0; found ${bits}`);
    }
    if (this.#spec.kind === 'ideal') {
      this.#totalBits += bits;
      return departurePs;
    }
    const { bandwidthBitPerS, framingBitsPerFrame, latencyS } = this.#spec;
    const sent = bits + framingBitsPerFrame;
    this.#totalBits += sent;
    const startPs = departurePs > this.#busyUntilPs ? departurePs : this.#busyUntilPs;
    this.#busyUntilPs = startPs + picoseconds(sent / bandwidthBitPerS);
    return this.#busyUntilPs + picoseconds(latencyS);
  }

  /** Until when the frames sent so far occupy the link. */
  get busyUntilPs(): Picoseconds {
    return this.#busyUntilPs;
  }

  /** Bits sent so far, framing included. */
  get totalBits(): number {
    return this.#totalBits;
  }

  /** Joules for so many bits, framing included in them. */
  energyJ(bits: number): number {
    return this.#spec.kind === 'ideal' ? 0 : bits * this.#spec.energyPerBitJ;
  }
}

/** One direction: make one for each. */
export function createLink(spec: LinkSpec): Link {
  return new Link(spec);
}
