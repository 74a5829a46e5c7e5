import { stages, stageTitles } from '../../train/stages.js';
import type { Chart } from './chart.js';

/** One stacked bar: how a total divides among the stages. The table under it is its legend. */
export function stageBarChart(of: 'time' | 'energy'): Chart {
  const noun = of === 'time' ? 'Virtual time' : 'Energy';
  return {
    id: `stages-${of}`,
    title: noun,
    caption: '',
    heightPx: 62,
    spec: {
      description: `${noun} by stage as shares of the total; the table below has the numbers`,
      data: { name: of === 'time' ? 'stageTime' : 'stageEnergy' },
      transform: [
        { stack: 'share', as: ['from', 'to'], groupby: [], sort: [{ field: 'order' }] },
        { calculate: '(datum.from + datum.to) / 2', as: 'middle' },
      ],
      layer: [
        {
          mark: { type: 'bar', tooltip: true, height: 30, cornerRadius: 2 },
          encoding: {
            x: {
              field: 'from',
              type: 'quantitative',
              title: null,
              scale: { domain: [0, 1], nice: false },
              axis: { format: '~%', tickCount: 5 },
            },
            x2: { field: 'to' },
            color: {
              field: 'stage',
              type: 'nominal',
              legend: null,
              scale: { domain: stages.map((stage) => stageTitles[stage]) },
            },
            tooltip: [
              { field: 'stage', title: 'stage' },
              { field: 'amount', title: of },
              { field: 'share', title: 'share', format: '.2%' },
            ],
          },
        },
      ],
    },
  };
}
