import type { CodeArray, SpuClient } from '@thermoloop/protocol';
import {
  programmedSystem,
  registersOf,
  required,
  runOrder,
  sameCodes,
  write,
  type ProgrammedSystem,
} from './programmed-system.js';

/** So large that its couplings take several frames and a CREDIT, and its codes two frames. */
export const system: ProgrammedSystem = programmedSystem(1, 130, 32_768);
const other: ProgrammedSystem = programmedSystem(2, 16, 9098);

export const reads = 64;

/** Drive codes through a loopback, each read as often as a cell. */
export const measurement: Parameters<SpuClient['measure']> = [
  { kind: 'loopback', dacConverter: 0, codes: other.drive.subarray(0, 256), delayTicks: 1000n },
  { adcConverter: 0, reads, measureIndex: 1 },
];

/** What a session reads: of its run, of the reading after it, and of a test input. */
export interface SessionCodes {
  readonly run: CodeArray;
  readonly read: CodeArray;
  readonly measured: CodeArray;
}

/**
 * A whole session: registers, arrays, COMMIT and RUN without waiting, READ, MEASURE. `answered` is called whenever something
 * that was waited for has come. @throws Refused
 */
export async function solve(client: SpuClient, answered = (): void => undefined): Promise<SessionCodes> {
  required(await client.writeRegisters(registersOf(1)));
  answered();
  const problem = await write(client, system);
  answered();
  const [armed, ran] = await Promise.all([client.commit(problem), client.run(runOrder(reads))]);
  required(armed);
  const run = required(ran).codes;
  answered();
  const read = required(await client.read({ reads, readIndex: 1 })).codes;
  answered();
  const measured = required(await client.measure(...measurement)).codes;
  answered();
  return { run, read, measured };
}

/** The same after another problem has been in the bank: what is left of a problem that was cut off must not matter. */
export async function solveAgain(client: SpuClient): Promise<SessionCodes> {
  required(await client.writeRegisters(registersOf(7)));
  required(await client.commit(await write(client, other)));
  required(await client.run(runOrder(1)));
  return solve(client);
}

export const sameSession = (a: SessionCodes, b: SessionCodes): boolean =>
  sameCodes(a.run, b.run) && sameCodes(a.read, b.read) && sameCodes(a.measured, b.measured);
