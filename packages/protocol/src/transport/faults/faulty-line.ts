import { wallClock, type RandomStream } from '@thermoloop/sim-kernel';
import { HEADER_BYTES, type FrameHeader } from '../../generated/frame.js';
import type { Direction, Fault, FaultEvent, FaultPlan, FaultRule } from './fault-plan.js';
import { StreamCutter, type Cut } from './stream-cutter.js';

/** How long a frame waits for others to pass it. */
const LONGEST_HOLD_MS = 50;

interface Held {
  readonly bytes: Uint8Array;
  framesToPass: number;
}

/** One direction of a faulty transport. */
export class FaultyLine {
  private readonly cutter = new StreamCutter((cut) => this.pass(cut));
  private readonly rules: readonly FaultRule[];
  /** how many frames each rule has counted */
  private readonly counts: number[];
  private frames = 0;
  private held: Held[] = [];
  private stalled: Uint8Array[] | undefined;
  private isStopped = false;
  private callOffHold: () => void = () => undefined;

  constructor(
    private readonly direction: Direction,
    private readonly plan: FaultPlan,
    private readonly stream: RandomStream,
    private readonly ends: {
      /** gets bytes that nobody else has, unless they are valid only until it returns */
      readonly deliver: (bytes: Uint8Array) => void;
      readonly disconnect: () => void;
    },
  ) {
    this.rules = plan[direction] ?? [];
    this.counts = this.rules.map(() => 0);
  }

  push(bytes: Uint8Array): void {
    if (!this.isStopped) this.cutter.push(bytes);
  }

  stop(): void {
    this.isStopped = true;
    this.callOffHold();
    this.held = [];
    this.stalled = undefined;
  }

  private pass({ bytes, header }: Cut): void {
    if (this.isStopped) return;
    if (header === undefined) {
      this.emit(bytes);
      return;
    }
    const frame = this.frames++;
    const fault = this.faultOf(header, frame);
    const waiting = this.held;
    this.held = [];
    if (fault === undefined) this.emit(bytes);
    else this.commit(fault, { seed: this.plan.seed, direction: this.direction, frame, header }, bytes);
    if (this.isStopped) return;
    for (const each of waiting) each.framesToPass -= 1;
    for (const { bytes: late } of waiting.filter(({ framesToPass }) => framesToPass <= 0)) this.emit(late);
    this.held.unshift(...waiting.filter(({ framesToPass }) => framesToPass > 0));
    this.releaseLater();
  }

  /** The fault of the first rule that meets this frame; every rule counts it. */
  private faultOf(header: FrameHeader, frame: number): Fault | undefined {
    const met = this.rules.filter(({ kind, opcode, at }, index) => {
      if ((kind ?? header.kind) !== header.kind || (opcode ?? header.opcode) !== header.opcode) return false;
      const count = this.counts[index]!;
      this.counts[index] = count + 1;
      return 'nth' in at ? at.nth === count : this.uniform('rate', index, frame) < at.rate;
    });
    return met[0]?.fault;
  }

  private commit(
    fault: Fault,
    where: Pick<FaultEvent, 'seed' | 'direction' | 'frame' | 'header'>,
    bytes: Uint8Array,
  ): void {
    const chosen = this.choices(fault, where.frame, bytes.length);
    this.plan.onFault?.({ ...where, fault, chosen });
    switch (fault.kind) {
      case 'drop':
        return;
      case 'duplicate':
        this.hold(bytes, fault.behindFrames);
        this.emit(bytes);
        if (fault.behindFrames === 0) this.release();
        return;
      case 'reorder':
        this.hold(bytes, fault.behindFrames);
        return;
      case 'truncate':
        this.emit(bytes.subarray(0, bytes.length - chosen[0]!));
        return;
      case 'flip': {
        const damaged = copyOf(bytes);
        for (const bit of chosen) damaged[bit >> 3]! ^= 1 << (bit & 7);
        this.emit(damaged);
        return;
      }
      case 'stall':
        this.stall(fault.ms);
        this.emit(bytes);
        return;
      case 'disconnect':
        this.emit(bytes.subarray(0, bytes.length >> 1));
        this.stop();
        this.ends.disconnect();
    }
  }

  private choices(fault: Fault, frame: number, bytes: number): number[] {
    if (fault.kind === 'truncate') {
      const missing = fault.bytes ?? 1 + Math.floor(this.uniform('truncate', 0, frame) * (bytes - 1));
      return [Math.min(missing, bytes - 1)];
    }
    if (fault.kind !== 'flip') return [];
    const from = fault.where === 'payload' && bytes > HEADER_BYTES ? 8 * HEADER_BYTES : 0;
    const to = fault.where === 'header' ? 8 * HEADER_BYTES : 8 * bytes;
    const bits = new Set<number>();
    const count = Math.min(fault.bits, to - from);
    for (let draw = 0; bits.size < count; draw++) {
      bits.add(from + Math.floor(this.uniform('flip', frame, draw) * (to - from)));
    }
    return [...bits];
  }

  private uniform(what: string, name: number, index: number): number {
    const value = new Float64Array(1);
    this.stream.child(what, name).fillUniform(value, index);
    return value[0]!;
  }

  private hold(bytes: Uint8Array, framesToPass: number): void {
    this.held.push({ bytes: copyOf(bytes), framesToPass });
  }

  private releaseLater(): void {
    this.callOffHold();
    if (this.held.length > 0) this.callOffHold = wallClock.after(LONGEST_HOLD_MS, () => this.release());
  }

  private release(): void {
    for (const { bytes } of this.held.splice(0)) this.emit(bytes);
  }

  private stall(ms: number): void {
    if (this.stalled !== undefined) return;
    this.stalled = [];
    wallClock.after(ms, () => {
      const waiting = this.stalled ?? [];
      this.stalled = undefined;
      for (const bytes of waiting) this.emit(bytes);
    });
  }

  private emit(bytes: Uint8Array): void {
    if (this.isStopped) return;
    if (this.stalled !== undefined) this.stalled.push(copyOf(bytes));
    else this.ends.deliver(bytes);
  }
}

const copyOf = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
