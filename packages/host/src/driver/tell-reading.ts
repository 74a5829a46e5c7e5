import { ArrayId, Stage, type CellReading, type CodeArray, type RunReport } from '@thermoloop/protocol';
import { shownCells, type LoopObserver } from '../timeline/loop-event.js';
import { deviceStages } from './device-step-report.js';
import { stageIds } from './stage-ids.js';
import type { SentProblem } from './submission.js';

/** Tells what the device says about the stages of one command. */
function tellStages(observer: LoopObserver, run: number, { stages, energyJ }: RunReport): void {
  for (const stage of deviceStages) {
    const { startPs, endPs } = stages[stageIds[stage]]!;
    if (endPs > startPs)
      observer({ kind: 'stage', run, stage, startPs, endPs, energyJ: energyJ[stageIds[stage]]! });
  }
}

/** Tells the stages and the codes of one reading. */
export function tellReading(
  observer: LoopObserver | undefined,
  run: number,
  { codes, report }: CellReading,
  readoutGainV: number,
): void {
  if (observer === undefined) return;
  tellStages(observer, run, report);
  const atPs = report.stages[Stage.ADC]!.endPs;
  observer({ kind: 'codes', run, array: 'readout', atPs, codes: shown(codes), voltsPerCode: readoutGainV });
}

/** Tells the codes that a run drove, from its latch on. */
export function tellDrive(
  observer: LoopObserver | undefined,
  { run, plan, encoded }: SentProblem,
  { stages }: RunReport,
): void {
  const drive = encoded.arrays.find(({ array }) => array === ArrayId.DRIVE);
  if (observer === undefined || drive === undefined) return;
  const atPs = stages[Stage.SETTLE]!.startPs;
  const voltsPerCode = plan.scales.driveGain;
  observer({ kind: 'codes', run, array: 'drive', atPs, codes: shown(drive.codes), voltsPerCode });
}

const shown = (codes: CodeArray): number[] => Array.from(codes.subarray(0, shownCells));
