import { pointerLayer, stepChannel, type Chart, type Extent } from './chart.js';

interface Trace {
  readonly id: string;
  readonly field: 'alpha' | 'kappa' | 'deviceTimeUs' | 'carryTau';
  readonly title: string;
  readonly axis: string;
  readonly caption: string;
  /** Of the numbers on a linear axis. */
  readonly format?: string;
}

/** The gain α that the driver chose at each step. */
export const alphaTrace: Trace = {
  id: 'alpha',
  field: 'alpha',
  title: 'Gain α',
  axis: 'α',
  caption: 'The device holds F/α and runs α times as long. It follows the range of the couplings.',
};

/** The noise κ at each step. */
export const kappaTrace: Trace = {
  id: 'kappa',
  field: 'kappa',
  title: 'Noise κ',
  axis: 'κ',
  caption: 'What the noise of the cells amounts to in units of the problem.',
};

/** Seconds that the run timer counted at each step. */
export const deviceTimeTrace: Trace = {
  id: 'device-time',
  field: 'deviceTimeUs',
  title: 'Relaxation (µs)',
  axis: 'µs',
  caption: 'How long the cells relaxed, in virtual time: α times the run time asked for.',
};

/** How long the cells went on under the problem before. */
export const carryTimeTrace: Trace = {
  id: 'carry-time',
  field: 'carryTau',
  title: 'Carry time (τ)',
  axis: 'τ',
  caption:
    'How long the cells went on under the old problem before the new one latched, in τ of the old one.',
  format: ',',
};

const decades = Array.from({ length: 40 }, (_, i) => Number(`1e${i - 30}`));

/** One value a step. `logarithmic` where the values span more than a decade, all above 0. */
export function deviceChart(trace: Trace, extent: Extent, logarithmic: boolean): Chart {
  const x = stepChannel(extent);
  const y = {
    field: trace.field,
    type: 'quantitative',
    title: null,
    scale: logarithmic ? { type: 'log' } : { zero: true },
    axis: logarithmic ? { format: '.0e', values: decades } : { format: trace.format ?? '~g', tickCount: 5 },
  };
  return {
    id: trace.id,
    title: trace.title,
    caption: logarithmic ? `${trace.caption} Logarithmic.` : trace.caption,
    heightPx: 180,
    spec: {
      description: `${trace.title} at each step`,
      data: { name: 'device' },
      layer: [
        { mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.5 }, encoding: { x, y } },
        pointerLayer(x, y, [
          { field: 'step', title: 'step' },
          { field: trace.field, title: trace.axis, format: '.4~g' },
        ]),
      ],
    },
  };
}
