import { pointerLayer, stepChannel, type Chart, type Extent } from './chart.js';

/** How many values did not fit, by array and step. */
export function clippingChart(extent: Extent): Chart {
  const x = stepChannel(extent);
  const y = { field: 'array', type: 'nominal', title: null, axis: { grid: true, labelFontSize: 12 } };
  return {
    id: 'clipping',
    title: 'Clipped values',
    caption:
      'A circle where values were beyond the range and were saturated; its area shows how many. Couplings, blocks, drive and start as the host rounded them to codes; DAC, readout and cells at their rails as the device counted them.',
    heightPx: 200,
    spec: {
      description: 'Number of saturated values by array and step',
      data: { name: 'clipping' },
      layer: [
        {
          mark: { type: 'circle', opacity: 0.65 },
          encoding: {
            x,
            y,
            size: {
              field: 'clipped',
              type: 'quantitative',
              legend: null,
              scale: { type: 'sqrt', range: [12, 400] },
            },
            color: { field: 'array', type: 'nominal', legend: null },
          },
        },
        pointerLayer(x, y, [
          { field: 'array', title: 'array' },
          { field: 'step', title: 'step' },
          { field: 'clipped', title: 'clipped', format: ',' },
        ]),
      ],
    },
  };
}
