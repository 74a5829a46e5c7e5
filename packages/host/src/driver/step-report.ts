import {
  ArrayId,
  largestCode,
  type Capabilities,
  type CodeArray,
  type CodeFormat,
  type RunReport,
} from '@thermoloop/protocol';
import { inSeconds } from '@thermoloop/sim-kernel';
import { codeUse } from '../encode/code-use.js';
import {
  deviceStages,
  type CodeUse,
  type DeviceStage,
  type DeviceStepReport,
  type StageSpan,
} from './device-step-report.js';
import { kappaPerNoise } from './noise.js';
import type { Readings } from './read-runs.js';
import { stageIds } from './stage-ids.js';
import type { SentProblem } from './submission.js';

/** What the driver chose, what was encoded and what the device told, of one problem. */
export function stepReport(
  sent: SentProblem,
  { kept, reports, bytesUp }: Readings,
  { formats, timeConstantS }: Capabilities,
  wallMsByStage: DeviceStepReport['wallMsByStage'],
): DeviceStepReport {
  const { problem, plan, encoded, carriedAlpha } = sent;
  const { scales, stateScale } = plan;
  const { dacClipped, ...device } = deviceTotals(reports);
  const codes = [...encoded.arrays, ...kept.map((reading) => ({ array: ArrayId.READOUT, ...reading }))];
  const carryS = inSeconds(reports[0]!.carryPs);
  return {
    start: problem.start,
    startSent: plan.startSent,
    alpha: scales.alpha,
    gamma: stateScale * scales.alpha,
    stateScale,
    couplingGain: scales.couplingGain,
    leak: scales.leak,
    driveGainV: scales.driveGain,
    codeScales: encoded.scales,
    runTimeTau: { requested: problem.runTimeTau, realised: plan.run.realisedTau },
    carryTimeTau: {
      requested: problem.carryTimeTau ?? 0,
      realised: carriedAlpha === undefined ? 0 : carryS / (carriedAlpha * timeConstantS),
    },
    ...(plan.readSpacing && {
      readSpacingTau: { requested: problem.readSpacingTau!, realised: plan.readSpacing.realisedTau },
    }),
    repeats: problem.repeats ?? 1,
    deviceTimeS: plan.run.deviceTimeS,
    kappa: plan.noiseV2 * kappaPerNoise(scales.alpha, stateScale),
    noiseV2: plan.noiseV2,
    clipped: { ...encoded.clipped, dac: dacClipped, readout: sumOf(kept, (r) => r.report.adcClipped) },
    railedCells: sumOf(kept, (reading) => reading.report.railedCells),
    readoutGainV: kept.at(-1)!.readoutGainV,
    rereads: reports.length - kept.length,
    waits: sent.waits,
    rescales: plan.rescaleReason === undefined ? 0 : 1,
    ...(plan.rescaleReason === undefined ? {} : { rescaleReason: plan.rescaleReason }),
    ...device,
    transportBytes: { down: sumOf(encoded.arrays, (array) => array.codes.byteLength), up: bytesUp },
    codeUse: useOf(codes, formats),
    wallMsByStage,
  };
}

type DeviceTotals = Pick<
  DeviceStepReport,
  'stages' | 'energyJByStage' | 'conversions' | 'linkBits' | 'droopV2'
> & { readonly dacClipped: number };

/** Sums the device's reports of RUNs and READs. */
function deviceTotals(reports: readonly RunReport[]): DeviceTotals {
  const total = (count: (report: RunReport) => number | bigint): number =>
    sumOf(reports, (report) => Number(count(report)));
  const energy = deviceStages.map(
    (stage) => [stage, total((report) => report.energyJ[stageIds[stage]]!)] as const,
  );
  return {
    stages: reports.flatMap(stageSpans),
    energyJByStage: Object.fromEntries(energy) as Record<DeviceStage, number>,
    conversions: { dac: total((r) => r.dacConversions), adc: total((r) => r.adcConversions) },
    linkBits: { down: total((r) => r.bitsDown), up: total((r) => r.bitsUp) },
    droopV2: reports.at(-1)?.droopV2 ?? 0,
    dacClipped: total((r) => r.dacClipped),
  };
}

/** The stages of one command that took time. */
function stageSpans(report: RunReport): StageSpan[] {
  return deviceStages.flatMap((stage) => {
    const { startPs, endPs } = report.stages[stageIds[stage]]!;
    return endPs > startPs ? [{ stage, startS: inSeconds(startPs), endS: inSeconds(endPs) }] : [];
  });
}

const useNames: Partial<Record<ArrayId, keyof DeviceStepReport['codeUse']>> = {
  [ArrayId.COUPLINGS]: 'couplings',
  [ArrayId.BLOCKS]: 'blocks',
  [ArrayId.DRIVE]: 'drive',
  [ArrayId.READOUT]: 'readout',
};

function useOf(
  arrays: readonly { readonly array: ArrayId; readonly codes: CodeArray }[],
  formats: Readonly<Record<ArrayId, CodeFormat>>,
): DeviceStepReport['codeUse'] {
  const use: Partial<Record<keyof DeviceStepReport['codeUse'], CodeUse>> = {};
  for (const { array, codes } of arrays) {
    const name = useNames[array];
    if (name === undefined || codes instanceof Float32Array) continue;
    const counts = codeUse(codes, largestCode(formats[array]));
    use[name] = use[name]?.map((count, i) => count + counts[i]!) ?? counts;
  }
  return use;
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
