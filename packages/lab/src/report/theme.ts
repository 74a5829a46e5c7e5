/** Colours of one scheme, for the page and for its charts. */
export interface Scheme {
  readonly page: string;
  readonly card: string;
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly accent: string;
  readonly good: string;
  readonly bad: string;
  /** In the order of the stages; charts of one or two series take the first ones. */
  readonly series: readonly string[];
  /** From the lowest contour to the highest. */
  readonly ramp: readonly string[];
}

export const light: Scheme = {
  page: '#f7f6f2',
  card: '#ffffff',
  ink: '#1f2328',
  quiet: '#5f6670',
  line: '#e3e1da',
  accent: '#1f5f8b',
  good: '#1d7a4d',
  bad: '#b3382c',
  series: ['#1f5f8b', '#d9772b', '#2f9488', '#8464b0', '#c24a3b', '#6f8f1f', '#d3a11f', '#7c6a5a'],
  ramp: ['#5d7486', '#a9b3b5', '#dedbd2'],
};

export const dark: Scheme = {
  page: '#14171b',
  card: '#1b1f25',
  ink: '#e6e8eb',
  quiet: '#9aa3ad',
  line: '#2e343c',
  accent: '#7db8e8',
  good: '#66c795',
  bad: '#f08a7e',
  series: ['#7db8e8', '#f0a25a', '#63c6b8', '#b89de4', '#f0857a', '#acce58', '#f0cd63', '#c2ae98'],
  ramp: ['#8b9cad', '#56616e', '#323943'],
};

export const fonts = {
  text: `ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Inter, Roboto, 'Helvetica Neue', 'Liberation Sans', sans-serif`,
  code: `ui-monospace, SFMono-Regular, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace`,
} as const;

/** Vega-Lite's configuration for a scheme. */
export function chartConfig(scheme: Scheme): object {
  const words = { labelColor: scheme.quiet, titleColor: scheme.quiet, labelFontSize: 11, titleFontSize: 11 };
  return {
    background: 'transparent',
    font: fonts.text,
    view: { stroke: null },
    axis: {
      ...words,
      titleFontWeight: 'normal',
      titlePadding: 8,
      domain: false,
      ticks: false,
      grid: true,
      gridColor: scheme.line,
      labelPadding: 6,
    },
    axisY: { minExtent: 30 },
    axisX: {
      grid: false,
      domain: true,
      domainColor: scheme.line,
      ticks: true,
      tickColor: scheme.line,
      tickSize: 4,
    },
    legend: {
      ...words,
      labelColor: scheme.ink,
      orient: 'top',
      direction: 'horizontal',
      title: null,
      symbolType: 'stroke',
      symbolStrokeWidth: 3,
      symbolOpacity: 1,
      offset: 4,
      padding: 0,
    },
    range: { category: scheme.series, ramp: scheme.ramp },
    style: { landmark: { color: scheme.ink }, halo: { stroke: scheme.card, strokeWidth: 4 } },
    line: { strokeCap: 'round', strokeJoin: 'round' },
    rule: { color: scheme.quiet },
    mark: { color: scheme.series[0] },
    text: { color: scheme.ink },
  };
}
