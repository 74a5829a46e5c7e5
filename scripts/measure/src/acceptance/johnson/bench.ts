import { openDevice, resolveChip, type OpenDevice } from '@thermoloop/lab';
import { ArrayId, Latch, Observation, StartState } from '@thermoloop/protocol';
import { VirtualClock } from '@thermoloop/sim-kernel';
import { required } from '../faults/programmed-system.js';
import { board } from './published.js';

const cells = 2;
/** One code: 8 bits over five times the rms of a node. */
export const readoutGainV = 32e-6;
/** of the run timer of chips/johnson-2node */
const tickS = 100e-9;
/** Ten slow time constants: nothing is left of the start. */
const settledTicks = 10_000n;
/** A RUN counts its reads by 16 bits, and returns so many codes here at most. */
const mostReadings = 60_000;

const chip = resolveChip('johnson-2node', {});

/** κ of the chip, in V². */
export const kappaV2 = noiseOf(chip.spec.cell.noise);

/** The emulated board, its resistors programmed. */
export interface Bench {
  /** Records of both nodes, in volts: reads × 2 each, one read every `spacingS`, independent of each other. */
  record(records: number, reads: number, spacingS: number): Promise<Float64Array[]>;
  close(): Promise<void>;
}

/** An emulator of chips/johnson-2node with the board's resistors. */
export async function openBench(seed: number): Promise<Bench> {
  const device = await openDevice({ kind: 'emulator', chip }, new VirtualClock());
  try {
    await program(device, seed);
  } catch (error) {
    await device.close();
    throw error;
  }
  return {
    async record(records, reads, spacingS) {
      const all: Float64Array[] = [];
      const atOnce = Math.max(1, Math.floor(mostReadings / reads));
      while (all.length < records) {
        const repeats = Math.min(atOnce, records - all.length);
        all.push(...(await recordsOf(device, repeats, reads, spacingS)));
      }
      return all;
    },
    close: () => device.close(),
  };
}

function noiseOf(noise: typeof chip.spec.cell.noise): number {
  if (noise.kind !== 'fixed') throw new Error('the board has the noise that it has');
  return noise.varianceV2;
}

/** G·R1 = I + BᵀB: leak 1 is R1 to ground at both nodes; a row is R3 between them, the other what node 2 has besides. */
async function program({ client }: OpenDevice, seed: number): Promise<void> {
  const { r1, r2, r3, r4 } = board;
  const coupling = Math.sqrt(r1 / r3);
  const couplings = Float32Array.of(coupling, -coupling, 0, Math.sqrt(r1 / r2 + r1 / r4 - 1));
  required(
    await client.writeRegisters({
      couplingGain: 1,
      driveGain: 1e-3,
      leak: 1,
      readoutGain: readoutGainV,
      simulationSeed: BigInt(seed),
    }),
  );
  const b = required(await client.write(ArrayId.COUPLINGS, couplings, { rows: 2, columns: cells }));
  const g = required(await client.write(ArrayId.DRIVE, new Float32Array(cells), { rows: 1, columns: cells }));
  const crc32c = { [ArrayId.COUPLINGS]: b.crc32c, [ArrayId.DRIVE]: g.crc32c };
  const arrays = [ArrayId.COUPLINGS, ArrayId.DRIVE];
  required(await client.commit({ arrays, rows: 2, cells, crc32c }));
  required(await client.run({ start: StartState.ZERO, runTicks: 1n }));
}

async function recordsOf(
  { client }: OpenDevice,
  repeats: number,
  reads: number,
  spacingS: number,
): Promise<Float64Array[]> {
  const { codes } = required(
    await client.run({
      start: StartState.ZERO,
      latch: Latch.LATCHED,
      observation: Observation.LIVE,
      reads,
      repeats,
      runTicks: settledTicks,
      spacingTicks: BigInt(Math.round(spacingS / tickS)),
    }),
  );
  const length = reads * cells;
  return Array.from({ length: repeats }, (_, record) =>
    Float64Array.from(codes.subarray(record * length, (record + 1) * length), (code) => code * readoutGainV),
  );
}
