import { abscissaChannel, pointerLayer, type Abscissa, type Chart, type Extent } from './chart.js';

/** 1, 2, 5 in every decade. */
const ticks = [-6, -5, -4, -3, -2, -1, 0, 1, 2, 3].flatMap((decade) =>
  [1, 2, 5].map((digit) => Number(`${digit}e${decade}`)),
);

/** What is known of the losses of a run. */
export interface Losses {
  /** Means over mini-batches, with a test set beside them; otherwise each is the loss itself. */
  readonly ofExamples: boolean;
  /** Whether they have logarithms. */
  readonly isPositive: boolean;
}

/** Loss of the steps, and of the test set where there is one. */
export function lossChart(abscissa: Abscissa, extent: Extent, { ofExamples, isPositive }: Losses): Chart {
  const x = abscissaChannel(abscissa, extent);
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    title: null,
    scale: isPositive ? { type: 'log', nice: false } : { zero: false },
    axis: isPositive ? { format: '~g', values: ticks } : { format: '~g', tickCount: 6 },
  });
  const color = (name: string) =>
    ofExamples ? { datum: name, type: 'nominal', scale: { domain: ['training', 'test'] } } : undefined;
  const scale = isPositive ? ' Logarithmic.' : '';
  return {
    id: `loss-${abscissa === 'step' ? 'step' : 'time'}`,
    title: abscissa === 'step' ? 'Loss by step' : 'Loss by virtual time',
    caption:
      abscissa !== 'step'
        ? 'The same, on the clock of host, link and chip.'
        : ofExamples
          ? `Mean loss of each mini-batch before its update (faint), its mean over the last 20 (solid), and the loss on the whole test set (points).${scale}`
          : `Loss at each step before its update (faint) and its mean over the last 20 (solid).${scale}`,
    heightPx: 250,
    spec: {
      description: `Loss${isPositive ? ' on a logarithmic scale' : ''}`,
      data: { name: 'curve' },
      layer: [
        {
          mark: { type: 'line', strokeWidth: 1, opacity: 0.4 },
          encoding: { x, y: y('loss'), color: color('training') },
        },
        {
          mark: { type: 'line', strokeWidth: 2 },
          encoding: { x, y: y('meanLoss'), color: color('training') },
        },
        ...(ofExamples
          ? [
              {
                data: { name: 'evaluations' },
                mark: { type: 'line', strokeWidth: 2, point: { filled: true, size: 45 } },
                encoding: { x, y: y('testLoss'), color: color('test') },
              },
            ]
          : []),
        pointerLayer(x, y('meanLoss'), [
          { field: 'step', title: 'step' },
          { field: 'virtualTime', title: `time (${extent.timeUnit})`, format: '.4~g' },
          { field: 'loss', title: 'loss', format: '.3~g' },
          { field: 'meanLoss', title: 'mean of 20', format: '.3~g' },
        ]),
      ],
    },
  };
}
