import { fields, quantity } from '@thermoloop/bus';
import { z } from 'zod';

/** A host machine as virtual time sees it: a roofline with a fixed cost for each program started. */
export interface MachineModel {
  readonly name: string;
  /** Sustained floating-point operations a second. */
  readonly flopRateHz: number;
  readonly memoryBandwidthBytePerS: number;
  /** Time to start one compiled program. */
  readonly startTimeS: number;
  /** Drawn while the host computes. */
  readonly powerW: number;
}

/** A piece of host work, as `Program.cost` of compute states it. */
export interface Work {
  readonly flops: number;
  readonly bytes: number;
}

/** startTimeS + max(flops / flop rate, bytes / bandwidth), in seconds. */
export function modelledTimeS(machine: MachineModel, work: Work): number {
  return (
    machine.startTimeS +
    Math.max(work.flops / machine.flopRateHz, work.bytes / machine.memoryBandwidthBytePerS)
  );
}

/** A machine file: each quantity with its unit. */
export const machineSchema = fields({
  name: z.string(),
  description: z.string(),
  flopRateHz: quantity('1/s', { above: 0 }),
  memoryBandwidthBytePerS: quantity('B/s', { above: 0 }),
  startTimeS: quantity('s'),
  powerW: quantity('W'),
});
