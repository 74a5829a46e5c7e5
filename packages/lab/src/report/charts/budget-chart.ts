import { pointerLayer, stepChannel, type Chart, type Extent } from './chart.js';

/** Parts below this one are not drawn. */
export const leastDrawnPart = 1e-6;

const decades = Array.from({ length: 12 }, (_, i) => Number(`1e${i - 9}`));

/** What each cause would leave of the squared error alone, over the steps that have a budget. */
export function budgetChart(extent: Extent): Chart {
  const x = stepChannel(extent);
  const y = {
    field: 'own',
    type: 'quantitative',
    title: null,
    scale: { type: 'log', nice: false },
    axis: { format: '.0e', values: decades },
  };
  const color = { field: 'cause', type: 'nominal', sort: null, title: null };
  return {
    id: 'budget',
    title: 'Parts of the squared error',
    caption:
      'What each cause would leave alone, over the squared error that was measured: ‖eᵢ‖² / ‖x̃ − x*‖². Logarithmic; parts below 1e-6 are left out. Causes may cancel or add up, so these do not sum to one.',
    heightPx: 260,
    spec: {
      description: 'Parts of the squared error of the solutions of the device by cause and step',
      data: { name: 'budget' },
      layer: [
        { mark: { type: 'line', strokeWidth: 1.5, point: { size: 18 } }, encoding: { x, y, color } },
        pointerLayer(x, y, [
          { field: 'cause', title: 'cause' },
          { field: 'step', title: 'step' },
          { field: 'own', title: 'part', format: '.2~e' },
        ]),
      ],
    },
  };
}
