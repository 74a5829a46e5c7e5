import { stages, stageTitles } from '../../train/stages.js';
import type { Chart } from './chart.js';

/** A bar from start to end for every stage of one step, a row a stage. */
export function stepTimelineChart(step: number, rows: number, unit: string): Chart {
  return {
    id: 'step-timeline',
    title: `Step ${step} on the virtual clock`,
    caption: 'From when to when each stage was at work; a stage that came twice has two bars.',
    heightPx: 60 + 26 * rows,
    spec: {
      description: 'Start and end of every stage of one step; the table beside it has the numbers',
      data: { name: 'stepTimeline' },
      mark: { type: 'bar', tooltip: true, height: 14, cornerRadius: 2, minBandSize: 2, strokeWidth: 1.5 },
      encoding: {
        y: {
          field: 'stage',
          type: 'nominal',
          title: null,
          sort: { field: 'order' },
          axis: { domain: false, ticks: false, grid: false },
        },
        x: { field: 'from', type: 'quantitative', title: `time since the step began (${unit})` },
        x2: { field: 'to' },
        color: {
          field: 'stage',
          type: 'nominal',
          legend: null,
          scale: { domain: stages.map((stage) => stageTitles[stage]) },
        },
        stroke: {
          field: 'stage',
          type: 'nominal',
          legend: null,
          scale: { domain: stages.map((stage) => stageTitles[stage]) },
        },
        tooltip: [
          { field: 'stage', title: 'stage' },
          { field: 'begins', title: 'begins' },
          { field: 'lasts', title: 'lasts' },
        ],
      },
    },
  };
}
