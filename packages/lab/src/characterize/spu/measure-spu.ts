import { couplingErrorsOf } from '@thermoloop/bus';
import { StartState } from '@thermoloop/protocol';
import type { Bench, Measurements } from '../bench.js';
import type { Curve } from '../curve.js';
import type { Finding } from '../figure.js';
import { notObservable } from '../statistics/evidence.js';
import { answeringFindings, findAnswering } from './answering.js';
import { measureRails } from './cell-rails.js';
import { strengthFindings } from './coupling-strength.js';
import { measurePairs, pairPlan } from './coupled-pairs.js';
import { dynamicsFindings, meanRate } from './dynamics.js';
import { measureHold } from './hold.js';
import { linearityFinding } from './linearity.js';
import { measureLink } from './link.js';
import { withoutUnit } from './names.js';
import { measureNoise } from './noise.js';
import { measureOffsets } from './offsets.js';
import { excitation, measureResponses } from './responses.js';
import { measureRowOffsets, measureRowRails } from './row-amplifiers.js';
import { measureWritings } from './row-writings.js';
import { sampleOf } from './sample.js';
import { scaleOf } from './scale.js';
import { SpuBench } from './spu-bench.js';
import { measureStages } from './stages.js';
import { structureFindings } from './structure.js';
import { swingOf } from './swing.js';

/**
 * Measures the array of a device through runs of small known problems: `findings` for judge(), `curves` for the page.
 * Of a large chip a sample: the first cells.
 */
export async function measureSpu(bench: Bench): Promise<Measurements> {
  const spu = new SpuBench(bench);
  const { capabilities } = spu;
  const { datasheet, onStage } = bench;
  onStage?.('structure, times and energies');
  const findings: Finding[] = [
    ...structureFindings(capabilities, datasheet),
    ...(await measureStages(spu)),
    ...(await measureLink(spu)),
  ];
  if (excitation(capabilities) === undefined || !capabilities.startStates.has(StartState.ZERO)) {
    return { findings: [...findings, ...withoutStarts()], curves: [] };
  }
  const cells = await measureCells(spu);
  return { findings: [...findings, ...cells.findings], curves: cells.curves };
}

async function measureCells(spu: SpuBench): Promise<{ findings: Finding[]; curves: Curve[] }> {
  const { capabilities, bench } = spu;
  const { datasheet, onStage } = bench;
  const swing = swingOf(capabilities, datasheet);
  const { isWhole } = swing;
  const sample = sampleOf(capabilities, datasheet);

  onStage?.('cells that answer');
  const answers = await findAnswering(spu, swing, sample.answering);
  const answering = answers.answering.filter((cell) => cell < sample.cells);
  const findings = answeringFindings(answers, datasheet);
  if (answering.length === 0) return { findings, curves: [] };

  onStage?.('time constants and leaks');
  const responses = await measureResponses(spu, swing, { answering, pairs: sample.pairs });
  const dynamics = dynamicsFindings(responses, datasheet, isWhole);
  const scale = scaleOf(responses, datasheet);
  findings.push(...dynamics.findings, linearityFinding(responses, answering.length));
  const size = { cells: answering.at(-1)! + 1, answering, scale };
  findings.push(await measureRails(spu, swing, size));

  onStage?.('noise of the cells');
  const leak = responses.rests[0]!.leak;
  const leaks = dynamics.leaks.all;
  const noise = await measureNoise(spu, swing, { ...size, leaks, trajectories: sample.trajectories });
  findings.push(...noise.findings);

  onStage?.('offsets');
  findings.push(await measureOffsets(spu, { ...size, leaks: leaks.map((each) => each / leak) }));

  onStage?.('hold');
  findings.push(await measureHold(spu, swing, { answering, rate: meanRate(responses, isWhole) }));

  onStage?.('couplings');
  findings.push(...(await measureCouplings(spu, dynamics.times, responses.cells)));
  return { findings, curves: [...dynamics.curves, ...noise.curves] };

  async function measureCouplings(
    on: SpuBench,
    times: typeof dynamics.times,
    timed: readonly number[],
  ): Promise<Finding[]> {
    const rows = await measureRowRails(on, swing, answering);
    if (!capabilities.startStates.has(StartState.WRITTEN)) {
      return [...rows, ...withoutWrittenStart()];
    }
    const errors = couplingErrorsOf(datasheet.coupling);
    const few = errors.programmingErrorPctFsRms > 1;
    const plan = pairPlan(
      { ...capabilities, cells: sample.cells },
      few ? Math.min(32, sample.coupledPairs) : sample.coupledPairs,
      new Set(answering),
    );
    const options = {
      pairs: few ? 16 : Math.max(8, Math.ceil(1024 / Math.max(1, plan.first.length)) & ~1),
      name: 'full',
    };
    const bounded = { ...options, pairs: Math.min(128, options.pairs) };
    const full = await measurePairs(on, swing, plan, { ...bounded, codeShare: 1 });
    const half = await measurePairs(on, swing, plan, { ...bounded, name: 'half', codeShare: 0.5 });
    const strengths = strengthFindings(
      full,
      half,
      plan,
      { cells: timed, ...times },
      {
        datasheet,
        nominalS: datasheet.array.timeConstantS,
        isWhole,
      },
    );
    const mismatch = strengths.find(({ name }) => name === 'coupling.mismatch')!.evidence;
    const writings = await measureWritings(on, swing, { cells: size.cells, answering, mismatch });
    return [...rows, ...strengths, ...writings, await measureRowOffsets(on, plan)];
  }
}

const cellLeaves = [
  'array.timeConstantS',
  'cell.noise.varianceV2',
  'cell.hold.droopPerS',
  'cell.rails',
  'cell.driveOffsetVRms',
  'cell.leakSpreadPctRms',
  'cell.timeConstantSpreadPctRms',
  'cell.deadPct',
  'cell.stuckPct',
  'cell.stuckV',
];

function withoutStarts(): Finding[] {
  return [...cellLeaves, ...couplingLeaves].map((leaf) =>
    unobservable(leaf, 'no start state of this device sets voltages from which cells could be seen to relax'),
  );
}

const couplingLeaves = [
  'coupling.mismatchPctRms',
  'coupling.offConductancePctFs',
  'coupling.programmingErrorPctFsRms',
  'coupling.readNoisePctRms',
  'coupling.transposeMismatchPctRms',
  'array.rowAmplifier',
];

function withoutWrittenStart(): Finding[] {
  return couplingLeaves.map((leaf) =>
    unobservable(leaf, 'without start state written single cells cannot be excited'),
  );
}

function unobservable(leaf: string, reason: string): Finding {
  return {
    name: withoutUnit(leaf),
    title: leaf,
    unit: '',
    checks: [leaf],
    evidence: notObservable(reason),
    method: 'none',
  };
}
