/** One chart of the report: a Vega-Lite specification over named data sets, and what stands around it. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  /** What is drawn, in a sentence that hides nothing: units, averaging, scale. */
  readonly caption: string;
  readonly heightPx: number;
  /** Without size, data values or colours: those come from the page. */
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Against what a curve is drawn. */
export type Abscissa = 'step' | 'virtualTime';

/** The x channel for an abscissa; `timeUnit` is the unit in which the data sets give virtual time. */
export function abscissaChannel(abscissa: Abscissa, timeUnit: string): Readonly<Record<string, unknown>> {
  return abscissa === 'step'
    ? { field: 'step', type: 'quantitative', title: 'step', axis: { format: 'd', tickMinStep: 1 }, scale: { nice: false } }
    : {
        field: 'virtualTime',
        type: 'quantitative',
        title: `virtual time (${timeUnit})`,
        scale: { nice: false, domainMin: 0 },
      };
}

/** An invisible point on every datum that answers the pointer with a tooltip, and a rule where it is. */
export function pointerLayer(
  x: Readonly<Record<string, unknown>>,
  y: Readonly<Record<string, unknown>>,
  tooltip: readonly Readonly<Record<string, unknown>>[],
): Readonly<Record<string, unknown>> {
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
