import type { CellReading, RunReport } from '@thermoloop/protocol';
import type { DeviceSession, Sent } from './device-session.js';
import { isLive } from './natural-gradient-problem.js';
import { settleReading, type KeptReading } from './reading.js';
import type { ReadoutRange } from './readout-range.js';
import { runRegisters } from './registers.js';
import { laterRun } from './run-order.js';
import type { SentProblem } from './submission.js';
import { tellDrive, tellReading } from './tell-reading.js';

/** What a problem's runs gave. */
export interface Readings {
  /** One for each run. */
  readonly kept: readonly KeptReading[];
  /** Of every RUN and READ, those of replaced readings included, in order. */
  readonly reports: readonly RunReport[];
  /** Of codes, in all of them. */
  readonly bytesUp: number;
}

/**
 * Waits for the first run of a problem, makes the others, and reads again where a tracked range asks for it: the held
 * cells, or where those do not say it all by the same run once more. The device is left at the readout gain of the last
 * reading that was kept.
 * @param mayReadAgain whether no other run has been submitted
 * @throws DeviceError
 */
export async function readRuns(
  session: DeviceSession,
  sent: SentProblem,
  range: ReadoutRange,
  mayReadAgain: boolean,
): Promise<Readings> {
  const { problem, plan } = sent;
  const { capabilities } = session;
  const kept: KeptReading[] = [];
  const reports: RunReport[] = [];
  let bytesUp = 0;
  let gainV = plan.readoutGainV;

  const take = async (reading: Sent<CellReading>, readoutGainV: number): Promise<CellReading> => {
    const taken = await session.needed(reading);
    reports.push(taken.report);
    bytesUp += taken.codes.byteLength;
    if (reports.length === 1) tellDrive(session.observer, sent, taken.report);
    tellReading(session.observer, reading.run, taken, readoutGainV);
    return taken;
  };
  const readHeld = async (run: number, readoutGainV: number, readIndex: number): Promise<CellReading> => {
    const registers = session.registers(run, { readoutGain: readoutGainV });
    const reading = session.read(run, { reads: problem.reads, readIndex });
    await session.acknowledged(registers);
    return take(reading, readoutGainV);
  };
  const runLatched = async (run: number, readoutGainV: number, repeats: number): Promise<CellReading> => {
    const registers = session.registers(run, runRegisters(run, readoutGainV, capabilities));
    const reading = session.run(run, laterRun(problem, plan, repeats));
    await session.acknowledged(registers);
    return take(reading, readoutGainV);
  };

  const heldCellsSayAll = capabilities.holds && !isLive(problem) && sent.trajectories.every((n) => n === 1);
  for (const [index, repeats] of sent.trajectories.entries()) {
    const run = sent.run + index;
    const first = index === 0 ? await take(sent.firstReading, gainV) : await runLatched(run, gainV, repeats);
    let readIndex = 0;
    const again = heldCellsSayAll
      ? (readoutGainV: number) => readHeld(run, readoutGainV, ++readIndex)
      : plan.startSent !== 'previous'
        ? (readoutGainV: number) => runLatched(run, readoutGainV, repeats)
        : undefined;
    const reading = await settleReading(first, gainV, capabilities, {
      range,
      knowsPeak: sent.knowsPeak || index > 0,
      ...(mayReadAgain && again ? { again } : {}),
    });
    gainV = reading.readoutGainV;
    kept.push(reading);
  }
  return { kept, reports, bytesUp };
}
