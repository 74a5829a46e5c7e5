import { ArrayId, largestCode, nearestOnGrid } from '@thermoloop/protocol';
import type { Finding } from '../figure.js';
import { bounded, estimated } from '../statistics/evidence.js';
import { excitation, quietNoise } from './responses.js';
import { StartState } from '@thermoloop/protocol';
import type { Scale } from './scale.js';
import { carriesValues, type SpuBench } from './spu-bench.js';
import { usableCodes, type Swing } from './swing.js';

/** What is written beyond rails that the datasheet has. */
const beyond = 1.3;

/** Writes more than the rails allow and reads where the cells stand; without rails in the datasheet, how far they were seen to go. */
export async function measureRails(
  spu: SpuBench,
  swing: Swing,
  {
    cells,
    answering,
    scale,
  }: { readonly cells: number; readonly answering: readonly number[]; readonly scale: Scale },
): Promise<Finding> {
  const { capabilities, bench } = spu;
  const { rails } = bench.datasheet.cell;
  const finding = {
    name: 'cell.rails',
    title: 'Rails of the cells',
    unit: 'V',
    checks: ['cell.rails.limitV', 'cell.rails.kind'],
    ...(rails.kind === 'clamp' ? { specified: { kind: 'value', value: rails.limitV } as const } : {}),
  };
  const reached = {
    ...finding,
    evidence: bounded(
      swing.amplitudeV,
      Infinity,
      `cells follow up to ${swing.amplitudeV.toPrecision(3)} V, the most that was written`,
    ),
    method: 'responses to written voltages, which stay in proportion',
  };
  if (rails.kind === 'none') return reached;
  const { grids, formats } = capabilities;
  const start = excitation(capabilities)!;
  const wantedV = beyond * rails.limitV;
  const largest = carriesValues(formats[ArrayId.START]) ? Infinity : largestCode(formats[ArrayId.START]);
  const startGain = nearestOnGrid(grids.startGain, largest === Infinity ? 1 : (1.05 * wantedV) / largest);
  const code = Math.min(largest, largest === Infinity ? wantedV / startGain : Math.ceil(wantedV / startGain));
  if (code * startGain < 1.1 * rails.limitV) return reached;
  const usable = usableCodes(capabilities, bench.datasheet);
  const readoutGain = nearestOnGrid(grids.readoutGain, usable === Infinity ? 1 : wantedV / usable);
  const sides: ArrayLike<number>[] = [];
  let railed = 0;
  for (const sign of [1, -1]) {
    const codes = new Float64Array(cells).fill(sign * code);
    const problem = {
      cells,
      rows: 1,
      ...(start === StartState.WRITTEN ? { start: codes } : { drive: codes }),
      gains: {
        couplingGain: nearestOnGrid(grids.couplingGain, grids.couplingGain.minimum),
        leak: nearestOnGrid(grids.leak, 1),
        driveGain: nearestOnGrid(grids.driveGain, grids.driveGain.minimum),
        startGain,
      },
    };
    const run = { ...quietNoise(capabilities), start, runTicks: 0n, readoutGain };
    const { codes: read, report } = await spu.run(problem, run);
    sides.push(read);
    railed += report.railedCells;
  }
  const perVolt = scale.codesPerVolt(readoutGain);
  const volts = answering.map((cell, k) => (sides[0]![cell]! - sides[1]![cell]!) / 2 / perVolt[k]!);
  const mean = volts.reduce((sum, value) => sum + value, 0) / volts.length;
  return {
    ...finding,
    // all cells stand at one voltage: rounding does not average out
    evidence: estimated(mean, 0, Infinity, {
      halfWidth: (usable === Infinity ? 2 ** -22 * mean : readoutGain / 2) + scale.uncertainty * mean,
    }),
    method: `${(code * startGain).toPrecision(3)} V written either way; the device counted ${railed} of ${2 * cells} readings at a rail`,
  };
}
