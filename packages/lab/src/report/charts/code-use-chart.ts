import type { Chart } from './chart.js';

export type CodedArray = 'couplings' | 'blocks' | 'drive' | 'readout';

export const codedArrays: readonly CodedArray[] = ['couplings', 'blocks', 'drive', 'readout'];

const captions: Readonly<Record<CodedArray, string>> = {
  couplings: 'The factor B, as programmed.',
  blocks: 'The Hessian S of the loss, as programmed.',
  drive: 'The gradient g, as converted by the DAC.',
  readout: 'The cells, as converted by the ADC.',
};

/** Labels 10⁻⁶, 10⁻⁴, 10⁻² and 1. */
const powersOfTen =
  "datum.value < 1e-5 ? '10⁻⁶' : datum.value < 1e-3 ? '10⁻⁴' : datum.value < 0.1 ? '10⁻²' : '1'";

/** How the codes of one array use their range. */
export function codeUseChart(array: CodedArray): Chart {
  return {
    id: `codes-${array}`,
    title: `Codes: ${array}`,
    caption: captions[array],
    heightPx: 150,
    spec: {
      description: `Share of the ${array} codes by sixteenth of the code range`,
      data: { name: 'codeUse' },
      transform: [{ filter: `datum.array === '${array}'` }],
      mark: { type: 'bar', tooltip: true, binSpacing: 1 },
      encoding: {
        x: {
          field: 'from',
          bin: { binned: true },
          type: 'quantitative',
          title: '|code| / largest code',
          scale: { domain: [0, 1] },
          axis: { values: [0, 0.5, 1], format: '~%' },
        },
        x2: { field: 'to' },
        y: {
          field: 'share',
          type: 'quantitative',
          title: null,
          scale: { type: 'log', domain: [1e-6, 1], clamp: true },
          axis: { values: [1e-6, 1e-4, 1e-2, 1], labelExpr: powersOfTen },
        },
        y2: { datum: 1e-6 },
        tooltip: [
          { field: 'from', title: 'from', format: '.1%' },
          { field: 'to', title: 'to', format: '.1%' },
          { field: 'share', title: 'share', format: '.3~p' },
        ],
      },
    },
  };
}
