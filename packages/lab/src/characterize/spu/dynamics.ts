import type { ChipSpec } from '@thermoloop/spu-emulator';
import type { Curve } from '../curve.js';
import type { Finding } from '../figure.js';
import { mapped } from '../statistics/evidence.js';
import { decayRates, leaksAtRest, meanOf, timeConstants, type CellValues } from './cell-values.js';
import { leastForSpread, meanOverCells, steppingError, tooFew } from './means.js';
import { withoutUnit } from './names.js';
import type { Responses } from './responses.js';
import { boundedIfUnseen, commonVariance } from './variance-component.js';

/** τ and leak of the cells and how far cells differ in them. */
export function dynamicsFindings(
  responses: Responses,
  datasheet: ChipSpec,
  isWhole: boolean,
): { findings: Finding[]; curves: Curve[]; times: CellValues; leaks: CellValues } {
  const times = timeConstants(responses, isWhole);
  const leaks = leaksAtRest(responses, 0, isWhole);
  const { cell, array } = datasheet;
  const count = responses.cells.length;
  const stepping = steppingError(datasheet).rate;
  const levels = 2 * responses.written.slopes.count;
  const method = `${count} cells at ${levels} levels`;
  const relative = (values: CellValues, by: number, allowedPct: number) => ({
    values: values.all.map((value) => value / by),
    options: {
      measuringVariance: values.measuringVariance,
      allowedSpread: allowedPct / 100,
      systematic: 0,
    },
  });
  const tau = array.timeConstantS;
  const ofTau = relative(times, tau, cell.timeConstantSpreadPctRms);
  const findings: Finding[] = [
    {
      name: 'cell.timeConstant',
      title: 'Time constant τ of the cells',
      unit: 's',
      checks: ['array.timeConstantS'],
      specified: { kind: 'value', value: tau },
      evidence: mapped(
        meanOverCells(ofTau.values, { ...ofTau.options, systematic: stepping }),
        (value) => value * tau,
      ),
      method: `${method}; decay of a written voltage after ${responses.decays.map(({ timeS }) => (timeS / tau).toPrecision(3)).join(', ')} τ, over the leak at rest`,
    },
    spreadFinding(
      'cell.timeConstantSpreadPctRms',
      'Spread of τ from cell to cell',
      times,
      cell.timeConstantSpreadPctRms,
      method,
    ),
    ...responses.rests.map((rest, at) => {
      const ofLeak = relative(leaksAtRest(responses, at, isWhole), rest.leak, cell.leakSpreadPctRms);
      return {
        name: at === 0 ? 'cell.leak' : `cell.leakAt${rest.leak}`,
        title: `Leak of the cells where ${Number(rest.leak.toPrecision(4))}/τ is asked for, over that`,
        unit: '',
        checks: [],
        specified: { kind: 'value', value: 1 },
        evidence: meanOverCells(ofLeak.values, ofLeak.options),
        method: `${method}; voltage at rest under a drive over the voltage written by the same codes`,
      } satisfies Finding;
    }),
    spreadFinding(
      'cell.leakSpreadPctRms',
      'Spread of the leak from cell to cell',
      leaks,
      cell.leakSpreadPctRms,
      method,
    ),
  ];
  return { findings, curves: [decayCurve(responses, tau), timesCurve(responses, times)], times, leaks };
}

function spreadFinding(
  path: string,
  title: string,
  values: CellValues,
  specified: number,
  method: string,
): Finding {
  const count = values.all.length;
  const mean = meanOf(values.all);
  return {
    name: withoutUnit(path),
    title,
    unit: '%',
    checks: [path],
    specified: { kind: 'value', value: specified },
    evidence:
      count < leastForSpread
        ? tooFew(count, 'cells')
        : boundedIfUnseen(
            commonVariance(values.halves[0], values.halves[1], true),
            'no spread beyond the error of measuring was seen',
            100 / mean,
          ),
    method: `${method}; what two independent halves of the levels have in common`,
  };
}

/** What is left of a written voltage, beside the exponential of the datasheet. */
function decayCurve({ written, decays }: Responses, tau: number): Curve {
  const measured = [written, ...decays].map(({ timeS, readoutGain, slopes }) => {
    const left = slopes.all.map(
      (slope, i) => (slope * readoutGain) / (written.slopes.all[i]! * written.readoutGain),
    );
    const mean = meanOf(left);
    const scatter = Math.sqrt(left.reduce((sum, value) => sum + (value - mean) ** 2, 0) / left.length);
    return { x: timeS / tau, y: mean, error: scatter / Math.sqrt(left.length) };
  });
  const end = measured.at(-1)!.x;
  const x = Array.from({ length: 60 }, (_, k) => (end * k) / 59);
  return {
    name: 'cell.decay',
    title: 'Decay of a written voltage',
    xLabel: 'run time in τ of the datasheet',
    yLabel: 'share that is left',
    mark: 'points',
    series: [
      {
        label: 'measured, mean of the cells',
        x: measured.map((point) => point.x),
        y: measured.map((point) => point.y),
        standardError: measured.map(({ error }) => error),
      },
      { label: 'datasheet', x, y: x.map((time) => Math.exp(-written.leak * time)) },
    ],
  };
}

function timesCurve({ cells }: Responses, { all }: CellValues): Curve {
  return {
    name: 'cell.timeConstants',
    title: 'Time constant by cell',
    xLabel: 'cell',
    yLabel: 'τ in s',
    mark: 'points',
    series: [{ label: 'measured', x: [...cells], y: [...all] }],
  };
}

/** Of the mean of the cells, in 1/s. */
export function meanRate(responses: Responses, isWhole: boolean): number {
  return meanOf(decayRates(responses, isWhole).all);
}
