import {
  deviceStages,
  type CodeUse,
  type DeviceStage,
  type DeviceStepReport,
  type StageSpan,
} from '../driver/device-step-report.js';
import type { TilingReport, TilingTime } from './tiling-report.js';
import { largestTile, type Tile } from './tile-problem.js';

/** Of a step in tiles, on the host's clock. */
export interface HostTime {
  /** From the evaluation to the solution. */
  readonly elapsedS: number;
  /** Work of the host that one run would have taken too: rounding to codes and decoding. */
  readonly codingS: number;
}

/**
 * The report of a step in tiles. Times, energies and counts are sums over the tiles, stages come in the order of the
 * tiles. Scales and gains are each tile's own: those of the first of the largest tiles stand for all.
 * @param reports one for each tile
 */
export function mergedReport(
  tiles: readonly Tile[],
  reports: readonly DeviceStepReport[],
  droppedCurvature: number | undefined,
  host: HostTime,
): DeviceStepReport {
  const most = largestTile(tiles);
  const typical = reports[tiles.findIndex(({ size }) => size === most)]!;
  const total = (value: (report: DeviceStepReport) => number): number =>
    reports.reduce((sum, report) => sum + value(report), 0);
  const totals = <K extends string>(
    value: (report: DeviceStepReport) => Readonly<Record<K, number>>,
  ): Record<K, number> => summed(reports.map(value));
  const rescaleReason = reports.find((report) => report.rescaleReason !== undefined)?.rescaleReason;
  const parameters = tiles.reduce((sum, { size }) => sum + size, 0);
  const { rescaleReason: _, ...common } = typical;
  return {
    ...common,
    startSent: reports.find(({ start, startSent }) => startSent !== start)?.startSent ?? typical.start,
    deviceTimeS: total(({ deviceTimeS }) => deviceTimeS),
    clipped: totals(({ clipped }) => clipped),
    rereads: total(({ rereads }) => rereads),
    waits: total(({ waits }) => waits),
    railedCells: total(({ railedCells }) => railedCells),
    rescales: total(({ rescales }) => rescales),
    ...(rescaleReason === undefined ? {} : { rescaleReason }),
    stages: reports.flatMap(({ stages }) => stages),
    energyJByStage: totals(({ energyJByStage }) => energyJByStage),
    conversions: totals(({ conversions }) => conversions),
    linkBits: totals(({ linkBits }) => linkBits),
    transportBytes: totals(({ transportBytes }) => transportBytes),
    droopV2: reports.reduce((sum, { droopV2 }, k) => sum + droopV2 * tiles[k]!.size, 0) / parameters,
    codeUse: mergedUse(reports.map(({ codeUse }) => codeUse)),
    wallMsByStage: totals(({ wallMsByStage }) => wallMsByStage),
    tiling: tilingOf(tiles, reports, droppedCurvature, host),
  };
}

function tilingOf(
  tiles: readonly Tile[],
  reports: readonly DeviceStepReport[],
  droppedCurvature: number | undefined,
  host: HostTime,
): TilingReport {
  const time = timeOf(
    reports.map(({ stages }) => stages),
    host,
  );
  return {
    tiles: tiles.length,
    cells: { least: Math.min(...tiles.map(({ size }) => size)), most: largestTile(tiles) },
    ...(droppedCurvature === undefined ? {} : { droppedCurvature }),
    ...(time === undefined ? {} : { time }),
  };
}

/** @param stages of each tile */
function timeOf(
  stages: readonly (readonly StageSpan[])[],
  { elapsedS, codingS }: HostTime,
): TilingTime | undefined {
  if (stages.every((spans) => spans.length === 0)) return undefined;
  const durationS = (spans: readonly StageSpan[], stage: DeviceStage): number =>
    spans.reduce((sum, span) => (span.stage === stage ? sum + span.endS - span.startS : sum), 0);
  const oneRunS = deviceStages.reduce((sum, stage) => {
    const ofTiles = stages.map((spans) => durationS(spans, stage));
    return sum + (isOfLink(stage) ? ofTiles.reduce((a, b) => a + b, 0) : Math.max(...ofTiles));
  }, codingS);
  return { tiledS: elapsedS, oneRunS };
}

/** Whether every tile's bits would have had to pass too. */
const isOfLink = (stage: DeviceStage): boolean => stage === 'linkDown' || stage === 'linkUp';

function summed<K extends string>(records: readonly Readonly<Record<K, number>>[]): Record<K, number> {
  const sums: Record<string, number> = {};
  for (const record of records) {
    for (const [name, amount] of Object.entries<number>(record)) sums[name] = (sums[name] ?? 0) + amount;
  }
  return sums;
}

function mergedUse(uses: readonly DeviceStepReport['codeUse'][]): DeviceStepReport['codeUse'] {
  const merged: Partial<Record<keyof DeviceStepReport['codeUse'], CodeUse>> = {};
  for (const use of uses) {
    for (const [name, counts] of Object.entries(use) as [keyof DeviceStepReport['codeUse'], CodeUse][])
      merged[name] = merged[name]?.map((n, i) => n + counts[i]!) ?? counts;
  }
  return merged;
}
