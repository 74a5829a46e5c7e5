import { nearestOnGrid, Stage, StartState, type RunReport } from '@thermoloop/protocol';
import type { Evidence, Finding } from '../figure.js';
import { bounded, estimated, notObservable } from '../statistics/evidence.js';
import { withoutUnit } from './names.js';
import { quietNoise, ticksOf } from './responses.js';
import { stageS, type CodedProblem, type SpuBench } from './spu-bench.js';
import type { Specified } from '../figure.js';

/** Whole picoseconds: how far the difference of two durations may be off. */
const twoRoundingsS = 2e-12;
/** Sums of energies in f64. */
const roundingJ = 1e-9;

/** Times and energies that the device tells of problems of different size: what one more row, conversion or bit takes. */
export async function measureStages(spu: SpuBench): Promise<Finding[]> {
  const { capabilities, bench } = spu;
  const { dac, adc, coupling, array } = bench.datasheet;
  const { cells, rows, converters } = capabilities;
  const report = (size: {
    rows: number;
    cells: number;
    runTicks?: bigint;
    reads?: number;
    start?: boolean;
  }) => reportOf(spu, size);
  const small = { rows: 1, cells: Math.min(cells, Math.max(converters.dac, converters.adc)) };
  const base = await report(small);
  const longer = await report({ ...small, runTicks: longTicks(capabilities) });
  if (!isTimed(longer)) return untimed(bench.datasheet);
  const findings: Finding[] = [settleFinding(longer, dac), timerFinding(longer, array, spu)];

  // many rows of one cell: the couplings take longer than the conversions
  const mostRows = Math.min(rows, 256);
  const [fewRows, manyRows] = [
    await report({ rows: Math.ceil(mostRows / 2), cells: 1 }),
    await report({ rows: mostRows, cells: 1 }),
  ];
  const rowsMore = mostRows - Math.ceil(mostRows / 2);
  const rowTimeS = rowsMore === 0 ? 0 : (stageS(manyRows, Stage.DAC) - stageS(fewRows, Stage.DAC)) / rowsMore;
  const couplingSpec = coupling.kind === 'ideal' ? { writeTimeS: 0, energyPerWriteJ: 0 } : coupling;
  const oneConversionS = stageS(await report({ rows: 1, cells: 1 }), Stage.DAC);
  findings.push({
    name: 'coupling.writeTime',
    title: 'Time to write a row of couplings',
    unit: 's',
    checks: ['coupling.writeTimeS'],
    specified: { kind: 'value', value: couplingSpec.writeTimeS },
    evidence:
      rowTimeS > 0 && stageS(fewRows, Stage.DAC) > 1.5 * oneConversionS
        ? slope(rowTimeS, twoRoundingsS / rowsMore)
        : stageS(manyRows, Stage.DAC) === 0
          ? slope(0, twoRoundingsS)
          : bounded(
              0,
              stageS(manyRows, Stage.DAC) / mostRows + twoRoundingsS,
              'the conversions of the drive take longer, at the same time',
            ),
    method: `DAC stage of ${mostRows} rows less that of ${Math.ceil(mostRows / 2)}`,
  });

  // many cells on one row: the conversions take longer
  const rounds = Math.min(8, Math.floor(cells / converters.dac));
  const wide = await report({ rows: 1, cells: rounds * converters.dac });
  const narrow = await report({ rows: 1, cells: Math.max(1, Math.floor(rounds / 2)) * converters.dac });
  const roundsMore = rounds - Math.max(1, Math.floor(rounds / 2));
  const dacSpec = dac.kind === 'ideal' ? { conversionTimeS: 0, energyPerConversionJ: 0, latencyS: 0 } : dac;
  const roundS = roundsMore === 0 ? 0 : (stageS(wide, Stage.DAC) - stageS(narrow, Stage.DAC)) / roundsMore;
  const isDacTime = stageS(narrow, Stage.DAC) > rowTimeS + twoRoundingsS;
  findings.push({
    name: 'run.dacConversionTime',
    title: 'Time of a DAC conversion',
    unit: 's',
    checks: ['dac.conversionTimeS'],
    specified: { kind: 'value', value: dacSpec.conversionTimeS },
    evidence:
      roundsMore > 0 && (isDacTime || stageS(wide, Stage.DAC) === 0)
        ? slope(roundS, twoRoundingsS / roundsMore)
        : bounded(
            0,
            stageS(wide, Stage.DAC) / Math.max(1, rounds) + twoRoundingsS,
            'the writing of a row takes longer, at the same time',
          ),
    method: `DAC stage of ${rounds} rounds of ${converters.dac} conversions less that of ${rounds - roundsMore}`,
  });
  const adcRounds = Math.min(8, Math.floor(cells / converters.adc));
  findings.push(...(await adcFindings(spu, adcRounds)));

  // energies
  const grown = await report({ rows: Math.min(rows, 4), cells: small.cells });
  const fourRows = Math.min(rows, 4);
  const dacJ = (of: RunReport): number => of.energyJ[Stage.DAC]! - staticJ(of, Stage.DAC, array.staticPowerW);
  const perCouplingJ = fourRows > 1 ? (dacJ(grown) - dacJ(base)) / ((fourRows - 1) * small.cells) : 0;
  const perConversionJ = dacJ(base) / small.cells - perCouplingJ;
  const precision = roundingJ * Math.max(Math.abs(dacJ(grown)), dacJ(base));
  findings.push(
    energyFinding(
      'run.couplingEnergy',
      'coupling.energyPerWriteJ',
      'Energy to write a coupling',
      couplingSpec.energyPerWriteJ,
      fourRows > 1 ? slope(perCouplingJ, precision) : bounded(0, dacJ(base), 'the chip has one row'),
    ),
    energyFinding(
      'run.dacEnergy',
      'dac.energyPerConversionJ',
      'Energy of a DAC conversion',
      dacSpec.energyPerConversionJ,
      slope(perConversionJ, precision),
    ),
    energyFinding(
      'run.adcEnergy',
      'adc.energyPerConversionJ',
      'Energy of an ADC conversion',
      adc.kind === 'ideal' ? 0 : adc.energyPerConversionJ,
      slope(
        (base.energyJ[Stage.ADC]! - staticJ(base, Stage.ADC, array.staticPowerW)) / small.cells,
        roundingJ * base.energyJ[Stage.ADC]!,
      ),
    ),
    powerFinding(base, longer, array),
  );
  return findings;
}

/** The device tells power of the array and static power as one while cells relax. */
function powerFinding(
  base: RunReport,
  longer: RunReport,
  { powerW, staticPowerW }: SpuBench['bench']['datasheet']['array'],
): Finding {
  const relaxS = stageS(longer, Stage.RELAX) - stageS(base, Stage.RELAX);
  const watts = (longer.energyJ[Stage.RELAX]! - base.energyJ[Stage.RELAX]!) / relaxS;
  return {
    name: 'array.power',
    title: staticPowerW === 0 ? 'Power while cells relax' : 'Power while cells relax, static power included',
    unit: 'W',
    checks: ['array.powerW', 'array.staticPowerW'],
    specified: { kind: 'value', value: powerW + staticPowerW },
    evidence: slope(watts, watts * (twoRoundingsS / relaxS + roundingJ)),
    method: 'energy of the relaxation that the device tells, over its time',
  };
}

function staticJ(report: RunReport, stage: Stage, staticPowerW: number): number {
  return staticPowerW * stageS(report, stage);
}

async function adcFindings(spu: SpuBench, rounds: number): Promise<Finding[]> {
  const { adc } = spu.bench.datasheet;
  const { converters } = spu.capabilities;
  const few = Math.max(1, Math.floor(rounds / 2));
  const [narrow, wide] = [
    await reportOf(spu, { rows: 1, cells: few * converters.adc }),
    await reportOf(spu, { rows: 1, cells: rounds * converters.adc }),
  ];
  const more = rounds - few;
  const roundS =
    more > 0 ? (stageS(wide, Stage.ADC) - stageS(narrow, Stage.ADC)) / more : stageS(narrow, Stage.ADC);
  const latencyS = adc.kind === 'ideal' ? 0 : adc.latencyS;
  const parts = adc.kind === 'ideal' ? [0, 0] : [adc.acquisitionTimeS, adc.conversionTimeS];
  const specified = parts[0]! + parts[1]! + (more > 0 ? 0 : latencyS);
  return [
    {
      name: 'run.adcRoundTime',
      title: 'Time of a round of ADC conversions, acquisition included',
      unit: 's',
      checks: ['adc.acquisitionTimeS', 'adc.conversionTimeS'],
      specified: { kind: 'value', value: specified },
      evidence: slope(roundS, twoRoundingsS / Math.max(1, more)),
      method: `ADC stage of ${rounds} rounds of ${converters.adc} conversions${more > 0 ? ` less that of ${few}` : ''}`,
    },
  ];
}

function settleFinding(report: RunReport, dac: SpuBench['bench']['datasheet']['dac']): Finding {
  return {
    name: 'run.settleTime',
    title: 'Settling time that the device keeps after the latch',
    unit: 's',
    checks: ['dac.settlingTimeS'],
    specified: { kind: 'value', value: dac.kind === 'ideal' ? 0 : dac.settlingTimeS },
    evidence: slope(stageS(report, Stage.SETTLE), twoRoundingsS),
    method: 'SETTLE stage of a run',
  };
}

function timerFinding(
  report: RunReport,
  { runTimer }: SpuBench['bench']['datasheet']['array'],
  { capabilities }: SpuBench,
): Finding {
  const ticks = Number(longTicks(capabilities));
  return {
    name: 'array.runTimer.step',
    title: 'Step of the run timer',
    unit: 's',
    checks: ['array.runTimer.stepS'],
    specified: { kind: 'value', value: runTimer.stepS },
    evidence: slope(stageS(report, Stage.RELAX) / ticks, twoRoundingsS / ticks),
    method: `RELAX stage of a run of ${ticks} ticks`,
  };
}

const slope = (value: number, halfWidth: number): Evidence =>
  estimated(value, 0, Infinity, { halfWidth: Math.abs(halfWidth) });

function energyFinding(
  name: string,
  leaf: string,
  title: string,
  specified: number,
  evidence: Evidence,
): Finding {
  return {
    name,
    title,
    unit: 'J',
    checks: [leaf],
    specified: { kind: 'value', value: specified } satisfies Specified,
    evidence,
    method: 'energies that the device tells of problems of two sizes',
  };
}

/** A run of zeros. */
async function reportOf(
  spu: SpuBench,
  {
    rows,
    cells,
    runTicks = 0n,
    reads = 1,
  }: { readonly rows: number; readonly cells: number; readonly runTicks?: bigint; readonly reads?: number },
): Promise<RunReport> {
  const { grids } = spu.capabilities;
  const problem: CodedProblem = {
    cells,
    rows,
    gains: {
      couplingGain: nearestOnGrid(grids.couplingGain, grids.couplingGain.minimum),
      leak: nearestOnGrid(grids.leak, 1),
      driveGain: nearestOnGrid(grids.driveGain, grids.driveGain.minimum),
      startGain: nearestOnGrid(grids.startGain, grids.startGain.minimum),
    },
  };
  const { report } = await spu.run(problem, {
    ...quietNoise(spu.capabilities),
    start: StartState.ZERO,
    runTicks,
    reads,
    readoutGain: nearestOnGrid(grids.readoutGain, 1),
  });
  return report;
}

/** Two time constants: long beside a picosecond. */
function longTicks({ runTimer, timeConstantS }: SpuBench['capabilities']): bigint {
  return ticksOf({ runTimer }, 2 * timeConstantS).ticks;
}

/** Whether the device tells when its stages were. */
export function isTimed({ stages }: RunReport): boolean {
  return stages.some(({ endPs }) => endPs > 0n);
}

/** What a device without times leaves open of array and couplings. */
function untimed({ coupling, array }: SpuBench['bench']['datasheet']): Finding[] {
  const evidence = notObservable('the device tells no times and energies of its stages');
  const leaf = (path: string, title: string, unit: string, value: number): Finding => ({
    name: withoutUnit(path),
    title,
    unit,
    checks: [path],
    specified: { kind: 'value', value },
    evidence,
    method: 'report of a run',
  });
  const ofCoupling =
    coupling.kind === 'ideal'
      ? []
      : [
          leaf('coupling.writeTimeS', 'Time to write a row of couplings', 's', coupling.writeTimeS),
          leaf('coupling.energyPerWriteJ', 'Energy to write a coupling', 'J', coupling.energyPerWriteJ),
        ];
  return [
    leaf('array.runTimer.stepS', 'Step of the run timer', 's', array.runTimer.stepS),
    ...ofCoupling,
    leaf('array.powerW', 'Power while cells relax', 'W', array.powerW),
  ];
}
