import { figure } from '../output/figure.js';
import { textTable } from '../output/text-table.js';
import type { StepStage } from '../steps/stage-times.js';
import type { BareForm } from './bare-kernels.js';
import type { Comparison } from './comparison.js';

const forms: readonly { readonly form: BareForm; readonly title: string }[] = [
  { form: 'f32', title: 'kernels on f32' },
  { form: 'codes', title: 'kernels on codes' },
];

/** What each stage of a step does, and which kernel is inside it. */
const rows: readonly {
  readonly stage: StepStage;
  readonly what: string;
  readonly kernel?: 'evaluateMs' | 'roundMs' | 'relaxMs';
}[] = [
  { stage: 'evaluate', what: 'images gathered; gradient and curvature factor', kernel: 'evaluateMs' },
  { stage: 'encode', what: 'ranges, gains, rounding to codes', kernel: 'roundMs' },
  { stage: 'upload', what: 'frames to the device, until answered' },
  { stage: 'wait', what: 'device: converters, relaxation, answer', kernel: 'relaxMs' },
  { stage: 'decode', what: 'codes to values' },
  { stage: 'direction', what: 'counts and code histograms' },
  { stage: 'update', what: 'θ ← θ − ηd' },
  { stage: 'record', what: 'norms, the line in metrics.jsonl' },
];

/** Whole steps beside the bare kernels, and what is left of each stage. */
export function comparisonText(comparison: Comparison): string {
  return [
    `${comparison.steps} whole steps in ${comparison.rounds} rounds, each followed by both kinds of kernels alone:`,
    ratioTable(comparison),
    '',
    stageTable(comparison),
  ].join('\n');
}

function ratioTable({ wholeMs, bare }: Comparison): string {
  return textTable(
    ['', 'evaluate', 'round', 'relax', 'ms', 'whole step', 'ratio', '95 % interval'],
    forms.map(({ form, title }) => {
      const { ms, ratio, interval } = bare[form];
      return [
        title,
        figure(ms.evaluateMs),
        figure(ms.roundMs),
        figure(ms.relaxMs),
        figure(ms.totalMs),
        figure(wholeMs),
        figure(ratio, 4),
        `${figure(interval.lower, 4)}–${figure(interval.upper, 4)}`,
      ];
    }),
  );
}

function stageTable({ wholeMs, stageMs, bare }: Comparison): string {
  return textTable(
    ['stage', 'ms', ...forms.flatMap(({ title }) => [title, 'left']), 'of the step', ''],
    rows.map(({ stage, what, kernel }) => {
      const left = forms.flatMap(({ form }) => {
        const { ms } = bare[form];
        const kernelMs = kernel === undefined ? 0 : ms[kernel];
        const share = (stageMs[stage] - kernelMs) / ms.totalMs;
        return [figure(kernelMs), `${share < 0 ? '−' : '+'}${Math.abs(share).toFixed(3)}`];
      });
      return [
        `${stage}: ${what}`,
        figure(stageMs[stage]),
        ...left,
        `${((100 * stageMs[stage]) / wholeMs).toFixed(1)} %`,
      ];
    }),
  ).concat(
    '\n"left": what the stage adds to a ratio of 1, in units of the kernels’ time. Negative beside the kernels on f32' +
      '\nwhere the device gains by forming its Gram matrix from 8-bit codes.',
  );
}
