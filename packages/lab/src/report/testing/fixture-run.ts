import { budgetCauses } from '@thermoloop/host';
import { RandomStream } from '@thermoloop/sim-kernel';
import { byStage } from '../../train/stages.js';
import type { Step } from '../../train/step-schema.js';
import type { TrainSummary } from '../../train/train-result.js';
import type { Run } from '../run-files.js';

/** A made-up run of the shape that a real one has, the same at every call. */
export function fixtureRun(stepCount = 300): Run {
  const noise = new Float64Array(stepCount * 4);
  RandomStream.named(1, 'report fixture').fillNormal(noise);
  const steps = Array.from({ length: stepCount }, (_, i) =>
    fixtureStep(i + 1, stepCount, noise.subarray(4 * i)),
  );
  return { summary: fixtureSummary(steps), steps };
}

const stepTimeS = 1.62e-3;

function fixtureStep(step: number, stepCount: number, noise: Float64Array): Step {
  const progress = step / stepCount;
  const loss = (0.055 + 2.25 * Math.exp(-14 * progress)) * Math.exp(0.28 * noise[0]!);
  const error = (0.022 + 0.88 * Math.exp(-16 * progress)) * Math.exp(0.2 * noise[1]!);
  const isEvaluated = step % 50 === 0 || step === stepCount;
  const alpha = 2 ** Math.round(1.4 + 2 * Math.exp(-5 * progress) + 0.3 * noise[2]!);
  const startS = (step - 1) * stepTimeS + 4.5e-4;
  const clippedReadout = noise[3]! > 1.6 ? Math.round(40 * noise[3]!) : 0;
  const clippedDrive = step < 12 ? 3 : 0;
  return {
    step,
    loss,
    staleness: 0,
    learningRate: 0.25 * (1 + Math.cos(Math.PI * progress)),
    gradientNorm: Math.sqrt(loss),
    batchAccuracy: Math.max(0, 1 - Math.round(error * 64) / 64),
    ...(step % 30 === 0 ? { budget: fixtureBudget(progress) } : {}),
    ...(isEvaluated
      ? {
          evaluation: {
            testLoss: 0.07 + 0.4 * Math.exp(-6 * progress),
            testAccuracy: 0.977 - 0.12 * Math.exp(-5 * progress),
          },
        }
      : {}),
    device: {
      start: 'previous',
      startSent: step === 1 ? 'zero' : 'previous',
      alpha,
      gamma: 0.02,
      stateScale: 0.02 / alpha,
      deviceTimeS: 2e-6 * alpha,
      runTimeTau: { requested: 2, realised: 2 },
      carryTimeTau: { requested: 0, realised: 0 },
      kappa: 1e-9 * alpha * (1 + 0.4 * progress),
      clipped: { couplings: 0, blocks: 0, drive: clippedDrive, start: 0, dac: 0, readout: clippedReadout },
      railedCells: 0,
      rereads: clippedReadout > 0 ? 1 : 0,
      rescales: step === 41 ? 1 : 0,
      stages: [
        { stage: 'linkDown', startS, endS: startS + 9.4e-4 },
        { stage: 'dac', startS: startS + 9.4e-4, endS: startS + 1.06e-3 },
        { stage: 'settle', startS: startS + 1.06e-3, endS: startS + 1.061e-3 },
        { stage: 'relax', startS: startS + 1.061e-3, endS: startS + 1.061e-3 + 2e-6 * alpha },
        { stage: 'adc', startS: startS + 1.09e-3, endS: startS + 1.15e-3 },
        { stage: 'linkUp', startS: startS + 1.15e-3, endS: startS + 1.17e-3 },
      ],
      energyJByStage: {
        linkDown: 2.3e-4,
        dac: 4.1e-5,
        settle: 1e-8,
        relax: 6e-7 * alpha,
        adc: 2.2e-5,
        linkUp: 3.6e-7,
      },
      conversions: { dac: 9098, adc: 9098 },
      linkBits: { down: 47_100_000, up: 72_784 },
      transportBytes: { down: 5_911_000, up: 9_300 },
      codeUse: {
        couplings: use(60_000, 0.62),
        blocks: use(6_400, 0.35),
        drive: use(9_098, 0.7),
        readout: use(9_098, 0.5),
      },
    },
    hostTimeS: 4.5e-4,
    hostTimeSByStage: { evaluate: 4.1e-4, encode: 3e-5, update: 1e-5 },
    hostEnergyJ: 0.0293,
    virtualTimeS: step * stepTimeS,
    wallMs: { batch: 1, evaluate: 40, direction: 60, update: 1 },
  };
}

/** Codes that fall off by `ratio` from one sixteenth of the range to the next. */
function use(total: number, ratio: number): number[] {
  return Array.from({ length: 16 }, (_, bin) => Math.round(total * (1 - ratio) * ratio ** bin));
}

function fixtureSummary(steps: readonly Step[]): TrainSummary {
  const last = steps.at(-1);
  const tail = steps.slice(-20);
  const total = (value: (step: Step) => number) => steps.reduce((sum, step) => sum + value(step), 0);
  const spent = (stage: string) =>
    total(({ device }) =>
      device!.stages.reduce((sum, s) => (s.stage === stage ? sum + s.endS - s.startS : sum), 0),
    );
  const byStageS = byStage((stage) =>
    stage === 'hostCompute' ? total((step) => step.hostTimeS ?? 0) : spent(stage),
  );
  const byStageJ = byStage((stage) =>
    stage === 'hostCompute'
      ? total((step) => step.hostEnergyJ ?? 0)
      : total(({ device }) => device!.energyJByStage[stage] ?? 0),
  );
  const clipped = (array: 'drive' | 'readout') => total(({ device }) => device!.clipped[array]);
  return {
    schema: 'thermoloop.train/1',
    status: 'done',
    seed: 1,
    workload: 'mnist-cnn',
    optimizer: 'tngd',
    parameterCount: 9098,
    stepsDone: steps.length,
    checkpoint: null,
    final: {
      trainLoss: tail.reduce((sum, step) => sum + step.loss!, 0) / Math.max(1, tail.length),
      testLoss: last?.evaluation?.testLoss ?? null,
      testAccuracy: last?.evaluation?.testAccuracy ?? null,
    },
    device: {
      chip: 'reference',
      vendor: 'thermoloop',
      firmware: '0.1',
      cells: 65_536,
      rows: 640,
      timeConstantS: 1e-6,
      banks: 2,
      holds: true,
      readoutBits: 8,
      driveBits: 12,
      couplingBits: 8,
    },
    counters: {
      clipped: {
        couplings: 0,
        blocks: 0,
        drive: clipped('drive'),
        start: 0,
        dac: 0,
        readout: clipped('readout'),
      },
      railedCells: 0,
      rereads: total(({ device }) => device!.rereads),
      rescales: 1,
      conversions: { dac: 9098 * steps.length, adc: 9098 * steps.length },
      linkBits: { down: 47_100_000 * steps.length, up: 72_784 * steps.length },
      transportBytes: { down: 5_911_000 * steps.length, up: 9_300 * steps.length },
    },
    virtualTime: {
      totalS: last?.virtualTimeS ?? 0,
      byStageS,
      basisByStage: byStage((stage) =>
        stage === 'relax'
          ? { label: 'assumed', sources: ['array.timeConstantS: arXiv:2405.13817, app. C'] }
          : {
              label: stage === 'hostCompute' ? 'measured' : 'assumed',
              sources: [`${stage}: made up for this fixture <b>`],
            },
      ),
    },
    energy: {
      totalJ: Object.values(byStageJ).reduce((sum, value) => sum + value, 0),
      byStageJ,
      basisByStage: byStage((stage) => ({
        label: 'assumed',
        sources: stage === 'settle' ? [] : [`${stage}: made up`],
      })),
    },
    wallTimeS: 93.4,
    wallStarted: '2026-11-24T22:15:00.000Z',
    config: {
      workload: 'mnist-cnn',
      optimizer: 'tngd',
      chip: 'reference',
      set: { 'chip.adc.resolutionBits': 8 },
      steps: steps.length,
      batch: 64,
      seed: 1,
      lr: 0.5,
      schedule: 'cosine',
      damping: 0.1,
      'run-time': 2,
      start: 'previous',
      temperature: 0,
      curvature: 'ggn',
      reads: 1,
      range: 'track',
      threads: 2,
      'eval-every': 50,
    },
    command: ['thermoloop', 'train', '--seed', '1', '--out', "a run's directory"],
    environment: {
      thermoloop: '0.1.0',
      node: 'v20.20.2',
      onnxruntime: '1.30.0',
      platform: 'linux x64',
      cpu: 'AMD EPYC',
      cores: 2,
      hostMachine: 'reference (two cores of a server)',
    },
    runDirectory: 'runs/20261124T221500-train-1',
  };
}

/** Parts that sum to the whole with the device's. */
function fixtureBudget(progress: number): NonNullable<Step['budget']> {
  const own = { 'run-time': 0.96, 'coupling-rounding': 0.02 + 0.02 * progress, adc: 0.003, device: 1e-4 };
  return {
    residual: 0.12,
    cosine: 0.8,
    relativeError: 0.7,
    explained: 0.999,
    parts: budgetCauses.map((cause) => {
      const part = own[cause as keyof typeof own] ?? 0;
      return { cause, own: part, cross: 0.001, share: part + 0.001 };
    }),
    ranking: ['run-time', 'coupling-rounding', 'adc', 'device'],
  };
}
