import { abscissaChannel, pointerLayer, type Abscissa, type Chart, type Extent } from './chart.js';

/** Accuracy, spaced by the logarithm of the error so that 97 % and 98 % can be told apart. */
export function accuracyChart(abscissa: Abscissa, extent: Extent): Chart {
  const x = abscissaChannel(abscissa, extent);
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    title: null,
    scale: { type: 'log', reverse: true, nice: false },
    axis: {
      values: [0.9, 0.5, 0.2, 0.1, 0.07, 0.05, 0.03, 0.02, 0.01, 0.005, 0.002, 0.001],
      labelExpr: "format(1 - datum.value, '~%')",
    },
  });
  const color = (name: string) => ({ datum: name, type: 'nominal', scale: { domain: ['training', 'test'] } });
  return {
    id: `accuracy-${abscissa === 'step' ? 'step' : 'time'}`,
    title: abscissa === 'step' ? 'Accuracy by step' : 'Accuracy by virtual time',
    caption:
      abscissa === 'virtualTime'
        ? 'The same, on the clock of host, link and chip.'
        : 'Share of correct answers: in the mini-batches, as the mean over the last 20 (line), and on the whole test set (points). The scale is logarithmic in the error.',
    heightPx: 250,
    spec: {
      description: 'Training and test accuracy on a scale logarithmic in the error',
      data: { name: 'curve' },
      layer: [
        {
          mark: { type: 'line', strokeWidth: 2 },
          encoding: { x, y: y('meanError'), color: color('training') },
        },
        {
          data: { name: 'evaluations' },
          mark: { type: 'line', strokeWidth: 2, point: { filled: true, size: 45 } },
          encoding: { x, y: y('testError'), color: color('test') },
        },
        pointerLayer(x, y('meanError'), [
          { field: 'step', title: 'step' },
          { field: 'virtualTime', title: `time (${extent.timeUnit})`, format: '.4~g' },
          { field: 'meanAccuracy', title: 'mean of 20', format: '.2%' },
        ]),
      ],
    },
  };
}
