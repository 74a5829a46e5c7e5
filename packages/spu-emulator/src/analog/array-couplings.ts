import type { CouplingErrors } from '@thermoloop/bus';
import type { RandomStream } from '@thermoloop/sim-kernel';
import type { Couplings } from '../physics/physics.js';
import { DeviceDraws } from './device-draws.js';

/** Draws of one write and of one latch of the couplings. */
export interface CouplingDraws {
  readonly couplingWrite: RandomStream;
  readonly couplingRead: RandomStream;
}

/** What stands in the array. */
export interface WrittenCouplings {
  readonly couplings: Couplings;
  /** absent: Bᵀ is the transpose of B */
  readonly returnCouplings?: Float32Array;
}

export interface ArraySize {
  readonly rows: number;
  readonly cells: number;
}

/**
 * Codes → couplings, in codes. Coupling (k, i) = ((c⁺ + g₀)(1 + mε⁺) − (c⁻ + g₀)(1 + mε⁻) + pξ)(1 + nζ) with c⁺ and c⁻ the positive
 * and the negative part of its code, g₀ the conductance at code 0, ε⁺ and ε⁻ of its two devices, ξ of this write and ζ of this
 * latch; its twin in Bᵀ is (1 + qη) times that. No device conducts below zero: 1 + mε ≥ 0.
 */
export class ArrayCouplings {
  readonly #errors: CouplingErrors;
  readonly #fullScale: number;
  readonly #columns: number;
  readonly #positive: DeviceDraws;
  readonly #negative: DeviceDraws;
  readonly #twin: DeviceDraws;
  #sensing = new Float32Array(0);
  #returning = new Float32Array(0);

  /** `fullScale`: the largest code. `columns`: cells of the chip. */
  constructor(errors: CouplingErrors, fullScale: number, columns: number, instance: RandomStream) {
    this.#errors = errors;
    this.#fullScale = fullScale;
    this.#columns = columns;
    this.#positive = new DeviceDraws(instance.child('positive device'), columns);
    this.#negative = new DeviceDraws(instance.child('negative device'), columns);
    this.#twin = new DeviceDraws(instance.child('device of the transpose'), columns);
  }

  /** What codes become, good until the next call; the codes themselves where there is no error. */
  write(codes: Couplings, size: ArraySize, draws: CouplingDraws): WrittenCouplings {
    const { mismatchPctRms, programmingErrorPctFsRms, readNoisePctRms, transposeMismatchPctRms } =
      this.#errors;
    const isBent = mismatchPctRms > 0 || programmingErrorPctFsRms > 0 || readNoisePctRms > 0;
    if (!isBent && transposeMismatchPctRms === 0) return { couplings: codes };
    const out = (this.#sensing = roomFor(this.#sensing, codes.length));
    if (mismatchPctRms > 0) this.#convert(codes, size, out);
    else out.set(codes);
    const eachNormal = this.#eachNormal(size);
    if (programmingErrorPctFsRms > 0) {
      const rms = (programmingErrorPctFsRms / 100) * this.#fullScale;
      eachNormal(draws.couplingWrite, (at, normal) => (out[at] = (out[at] as number) + rms * normal));
    }
    if (readNoisePctRms > 0) {
      const rms = readNoisePctRms / 100;
      eachNormal(draws.couplingRead, (at, normal) => (out[at] = (out[at] as number) * (1 + rms * normal)));
    }
    if (transposeMismatchPctRms === 0) return { couplings: out };
    return { couplings: out, returnCouplings: this.#twinsOf(out, size) };
  }

  #convert(codes: Couplings, { rows, cells }: ArraySize, out: Float32Array): void {
    const spread = this.#errors.mismatchPctRms / 100;
    const off = (this.#errors.offConductancePctFs / 100) * this.#fullScale;
    const positive = this.#positive.of(rows, cells);
    const negative = this.#negative.of(rows, cells);
    for (let row = 0, at = 0; row < rows; row++) {
      let plus = row * positive.stride;
      let minus = row * negative.stride;
      for (let i = 0; i < cells; i++, at++, plus++, minus++) {
        const code = codes[at] as number;
        if (off === 0) {
          const deviate = (code > 0 ? positive.values[plus] : negative.values[minus]) as number;
          out[at] = code * Math.max(0, 1 + spread * deviate);
        } else {
          const up = Math.max(0, 1 + spread * (positive.values[plus] as number));
          const down = Math.max(0, 1 + spread * (negative.values[minus] as number));
          out[at] = (Math.max(code, 0) + off) * up - (Math.max(-code, 0) + off) * down;
        }
      }
    }
  }

  #twinsOf(couplings: Float32Array, { rows, cells }: ArraySize): Float32Array {
    const spread = this.#errors.transposeMismatchPctRms / 100;
    const { values, stride } = this.#twin.of(rows, cells);
    const out = (this.#returning = roomFor(this.#returning, couplings.length));
    for (let row = 0, at = 0; row < rows; row++) {
      for (let i = 0, from = row * stride; i < cells; i++, at++, from++) {
        out[at] = (couplings[at] as number) * (1 + spread * (values[from] as number));
      }
    }
    return out;
  }

  /** Normals that are not kept: a row at a time, by the number of the device. */
  #eachNormal({ rows, cells }: ArraySize) {
    const normals = new Float32Array(cells);
    return (stream: RandomStream, use: (at: number, normal: number) => void): void => {
      for (let row = 0; row < rows; row++) {
        stream.fillNormal(normals, row * this.#columns);
        for (let i = 0, at = row * cells; i < cells; i++, at++) use(at, normals[i] as number);
      }
    };
  }
}

function roomFor(present: Float32Array<ArrayBuffer>, length: number): Float32Array<ArrayBuffer> {
  return present.length === length ? present : new Float32Array(length);
}
