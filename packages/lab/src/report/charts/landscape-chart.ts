import type { LandscapeView } from '../landscape/landscape-view.js';
import type { Chart } from './chart.js';

const flattened = [{ flatten: ['x', 'y'] }];
const inOrder = { order: { value: null } };

/** Lines of equal loss and the paths of the optimizers over them. */
export function landscapeChart({ variables, box, paths, lowest }: LandscapeView): Chart {
  const [across, up] = variables as [string, string];
  const channel = (field: 'x' | 'y', title: string) => ({
    field,
    type: 'quantitative',
    title,
    scale: { domain: box[field], nice: false, zero: false },
    axis: { grid: false, domain: true, ticks: true, format: '~g', tickCount: 7 },
  });
  const x = channel('x', across);
  const y = { ...channel('y', up), title: null };
  const color = {
    field: 'optimizer',
    type: 'nominal',
    legend: null,
    scale: { domain: paths.map(({ name }) => name) },
  };
  const pathLayer = (isOwn: boolean) => ({
    data: { name: 'paths' },
    transform: [{ filter: `datum.isOwn === ${isOwn}` }, ...flattened],
    mark: { type: 'line', clip: true, strokeWidth: isOwn ? 3 : 1.75, opacity: isOwn ? 1 : 0.9 },
    encoding: { x, y, color, detail: { field: 'piece' }, ...inOrder },
  });
  const landmark = (kind: string, mark: object) => ({
    data: { name: 'landmarks' },
    transform: [{ filter: `datum.kind === '${kind}'` }],
    mark,
    encoding: { x, y, tooltip: [{ field: 'label', title: 'here' }] },
  });
  const label = (style: object) => ({
    data: { name: 'landmarks' },
    transform: [{ filter: "datum.kind === 'start' || datum.kind === 'lowest'" }],
    mark: { type: 'text', dy: 18, fontSize: 12, fontWeight: 600, ...style },
    encoding: { x, y, text: { field: 'label' } },
  });
  const ends = (kind: 'end' | 'exit', mark: object) => {
    const layer = landmark(kind, mark);
    return { ...layer, encoding: { ...layer.encoding, color } };
  };
  return {
    id: 'landscape',
    title: `Paths over the loss; ${up} against ${across}`,
    caption: captionOf(variables, lowest.isMinimum),
    heightPx: 520,
    spec: {
      description: 'Contours of the loss and the paths of optimizers over them',
      layer: [
        {
          data: { name: 'contours' },
          transform: flattened,
          mark: { type: 'line', clip: true, strokeWidth: 1, tooltip: true },
          encoding: {
            x,
            y,
            color: {
              field: 'level',
              type: 'quantitative',
              legend: null,
              scale: { type: 'log' },
            },
            detail: { field: 'line' },
            tooltip: [{ field: 'loss', title: 'loss', format: '.3~g' }],
            ...inOrder,
          },
        },
        pathLayer(false),
        pathLayer(true),
        ends('end', { type: 'point', filled: true, size: 55, opacity: 1 }),
        ends('exit', { type: 'point', shape: 'cross', filled: true, size: 110, opacity: 1 }),
        landmark('start', { type: 'point', shape: 'circle', size: 110, strokeWidth: 2, style: 'landmark' }),
        landmark('lowest', { type: 'point', shape: 'cross', size: 130, strokeWidth: 2, style: 'landmark' }),
        label({ style: 'halo' }),
        label({}),
        {
          data: { name: 'pathPoints' },
          transform: [{ flatten: ['step', 'x', 'y', 'loss'] }],
          params: [
            {
              name: 'place',
              select: {
                type: 'point',
                on: 'pointerover',
                clear: 'pointerout',
                nearest: true,
                encodings: ['x', 'y'],
              },
            },
          ],
          mark: { type: 'point', filled: true, size: 60, tooltip: true, clip: true },
          encoding: {
            x,
            y,
            color,
            tooltip: [
              { field: 'optimizer' },
              { field: 'step' },
              { field: 'x', title: across, format: '.4~g' },
              { field: 'y', title: up, format: '.4~g' },
              { field: 'loss', format: '.3~g' },
            ],
            opacity: { condition: { param: 'place', empty: false, value: 1 }, value: 0 },
          },
        },
      ],
      resolve: { scale: { color: 'independent' } },
    },
  };
}

function captionOf(variables: readonly string[], isMinimum: boolean): string {
  const others = variables.slice(2);
  return [
    'Lines of equal loss, their spacing logarithmic in the height above the lowest point of the picture',
    isMinimum ? ', a minimum (+). ' : ' (+), which is no minimum: the loss goes on falling outside. ',
    'The thick path is this run; a dot is where a path ends, a filled cross where it leaves the picture.',
    others.length === 0
      ? ''
      : ` The contours are those of the plane in which ${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} what this run had at its lowest point; the paths leave it.`,
  ].join('');
}
