import type { LandscapeDatasets } from '../landscape/landscape-datasets.js';
import type { LandscapeView } from '../landscape/landscape-view.js';
import { significant } from '../page/format.js';
import { abscissaChannel, pointerLayer, type Abscissa, type Chart, type Extent } from './chart.js';

/** How many orders of magnitude below the start are drawn. */
const deepest = 1e-12;
const highest = 1e3;

/** Powers of ten within a range, about six of them. */
function decades(low: number, high: number): number[] {
  const first = Math.ceil(Math.log10(low));
  const last = Math.floor(Math.log10(high));
  const stride = Math.max(1, Math.ceil((last - first) / 6));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
    .filter((decade) => decade % stride === 0)
    .map((decade) => Number(`1e${decade}`));
}

/** Loss above the floor after each step: of every path by step, of this run by virtual time. */
export function descentChart(
  abscissa: Abscissa,
  extent: Extent,
  { paths, floor }: LandscapeView,
  { descents }: LandscapeDatasets,
): Chart {
  const ofThisRun = abscissa === 'virtualTime';
  const x = abscissaChannel(abscissa, extent);
  const own = paths[0]!.name;
  const heights = descents.flatMap(({ above, optimizer }) =>
    typeof above === 'number' && (optimizer === own || !ofThisRun) ? [above] : [],
  );
  const first = descents[0]?.['above'];
  const start = typeof first === 'number' ? first : 1;
  const low = Math.max(deepest * start, Math.min(start, ...heights) / 1.5);
  const high = Math.min(highest * start, 1.5 * Math.max(start, ...heights));
  const y = {
    field: 'above',
    type: 'quantitative',
    title: null,
    scale: { type: 'log', domain: [low, high], nice: false },
    axis: {
      values: decades(low, high),
      labelExpr: "format(datum.value, abs(log(datum.value) / LN10) < 3.5 ? '~g' : '~e')",
    },
  };
  const color = {
    field: 'optimizer',
    type: 'nominal',
    legend: null,
    scale: { domain: paths.map(({ name }) => name) },
  };
  const layer = (filter: string, strokeWidth: number) => ({
    transform: [{ filter }],
    mark: { type: 'line', strokeWidth, clip: true },
    encoding: { x, y, color },
  });
  const name = JSON.stringify(own);
  const height = floor === 0 ? 'Loss' : 'Height';
  return {
    id: `descent-${abscissa === 'step' ? 'step' : 'time'}`,
    title: `${height} by ${ofThisRun ? 'virtual time' : 'step'}`,
    caption: [
      ofThisRun ? 'Of this run, on the clock of host, link and chip.' : 'After each step.',
      floor === 0 ? '' : ` Height: the loss above ${significant(floor)}, the lowest that was found.`,
      ' Logarithmic; what is more than twelve decades below the start is not drawn.',
    ].join(''),
    heightPx: 280,
    spec: {
      description: `${height} after each step`,
      data: { name: 'descents' },
      layer: [
        ...(ofThisRun ? [] : [layer(`datum.optimizer !== ${name}`, 1.75)]),
        layer(`datum.optimizer === ${name}`, 3),
        {
          transform: [
            { filter: `datum.above >= ${low} && datum.above <= ${high}` },
            ...(ofThisRun ? [{ filter: `datum.optimizer === ${name}` }] : []),
          ],
          ...pointerLayer(x, y, [
            { field: 'optimizer' },
            { field: 'step' },
            ...(ofThisRun
              ? [{ field: 'virtualTime', title: `time (${extent.timeUnit})`, format: '.4~g' }]
              : []),
            { field: 'loss', format: '.3~g' },
          ]),
        },
      ],
    },
  };
}
