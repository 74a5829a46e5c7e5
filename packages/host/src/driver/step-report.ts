import { inSeconds } from '@thermoloop/sim-kernel';
import { Stage, type RunReport } from '@thermoloop/protocol';
import {
  deviceStages,
  type DeviceStage,
  type DeviceStepReport,
  type StageSpan,
} from './device-step-report.js';

const stageNames: Readonly<Record<DeviceStage, Stage>> = {
  linkDown: Stage.LINK_DOWN,
  dac: Stage.DAC,
  settle: Stage.SETTLE,
  relax: Stage.RELAX,
  adc: Stage.ADC,
  linkUp: Stage.LINK_UP,
};

type DeviceTotals = Pick<
  DeviceStepReport,
  'stages' | 'energyJByStage' | 'conversions' | 'linkBits' | 'droopV2'
> & { readonly dacClipped: number };

/** Sums the device's reports of RUN and the READs after it. */
export function deviceTotals(reports: readonly RunReport[]): DeviceTotals {
  const total = (count: (report: RunReport) => number | bigint): number =>
    reports.reduce((sum, report) => sum + Number(count(report)), 0);
  const energy = deviceStages.map(
    (stage) => [stage, total((report) => report.energyJ[stageNames[stage]]!)] as const,
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
    const { startPs, endPs } = report.stages[stageNames[stage]]!;
    return endPs > startPs ? [{ stage, startS: inSeconds(startPs), endS: inSeconds(endPs) }] : [];
  });
}
