import { dialDevice, SpuClient, type CodeArray, type DeviceUrl } from '@thermoloop/protocol';
import {
  programmedSystem,
  registersOf,
  required,
  runOrder,
  write,
  type ProgrammedSystem,
} from '../faults/programmed-system.js';

/** How many runs of one problem wait on the device at most. */
export const MOST_RUNS_AT_ONCE = 3;

/** A problem and the codes of its runs, which are drawn by their run index. */
export interface KnownProblem {
  readonly system: ProgrammedSystem;
  readonly firstRunIndex: number;
  /** of the run that latches it and of those that follow */
  readonly codes: readonly CodeArray[];
}

/** Small problems of different sizes, run on a device that nobody disturbs. */
export async function knownProblems(url: DeviceUrl): Promise<KnownProblem[]> {
  const client = required(await SpuClient.connect(await dialDevice(url), { nowPs: 0n }));
  const problems: KnownProblem[] = [];
  for (const [number, cells] of [1500, 700, 3000, 1100].entries()) {
    const system = programmedSystem(number, 24, cells);
    const firstRunIndex = 100 * number;
    required(await client.writeRegisters(registersOf(firstRunIndex)));
    required(await client.commit(await write(client, system)));
    const codes: CodeArray[] = [required(await client.run(runOrder(2))).codes];
    while (codes.length < MOST_RUNS_AT_ONCE) {
      codes.push(required(await client.run({ ...runOrder(2), latch: 1 })).codes);
    }
    problems.push({ system, firstRunIndex, codes });
  }
  await client.close();
  return problems;
}
