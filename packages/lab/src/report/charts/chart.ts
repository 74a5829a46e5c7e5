type Channel = Readonly<Record<string, unknown>>;

/** One chart of the report: a Vega-Lite specification over named data sets, and what stands around it. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  /** What is drawn, in a sentence that hides nothing: units, averaging, scale. */
  readonly caption: string;
  readonly heightPx: number;
  /** Without size, data values or colours: those come from the page. */
  readonly spec: Channel;
}

/** Against what a curve is drawn. */
export type Abscissa = 'step' | 'virtualTime';

/** How far the axes reach; all charts of a run share them. */
export interface Extent {
  readonly lastStep: number;
  /** In `timeUnit`, as the data sets give virtual time. */
  readonly lastTime: number;
  readonly timeUnit: string;
}

/** The x channel for steps. */
export function stepChannel({ lastStep }: Extent): Channel {
  return {
    field: 'step',
    type: 'quantitative',
    title: 'step',
    axis: { format: 'd', tickMinStep: 1, tickCount: 6 },
    scale: { domain: [0, Math.max(1, lastStep)], nice: false },
  };
}

/** The x channel for an abscissa. */
export function abscissaChannel(abscissa: Abscissa, extent: Extent): Channel {
  if (abscissa === 'step') return stepChannel(extent);
  return {
    field: 'virtualTime',
    type: 'quantitative',
    title: `virtual time (${extent.timeUnit})`,
    axis: { tickCount: 6 },
    scale: { domain: [0, extent.lastTime > 0 ? extent.lastTime : 1], nice: false },
  };
}

/** An invisible point on every datum that answers the pointer with a tooltip, and a rule where it is. */
export function pointerLayer(x: Channel, y: Channel, tooltip: readonly Channel[]): Channel {
  return {
    params: [
      {
        name: 'pointer',
        select: { type: 'point', on: 'pointerover', clear: 'pointerout', nearest: true, encodings: ['x'] },
      },
    ],
    mark: { type: 'point', filled: true, size: 40, tooltip: true },
    encoding: {
      x,
      y,
      tooltip,
      opacity: { condition: { param: 'pointer', empty: false, value: 1 }, value: 0 },
    },
  };
}
