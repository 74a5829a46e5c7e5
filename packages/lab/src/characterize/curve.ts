/** One line of a plot. */
export interface CurveSeries {
  /** 'converter 3', 'datasheet', '±½ LSB' */
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Standard error of each y, where it is known. */
  readonly standardError?: readonly number[];
}

/** A plot that an engineer expects: INL and DNL by code, spectra, histograms, settling, spread. */
export interface Curve {
  /** 'adc.inl', 'adc.spectrum', 'cell.timeConstants' */
  readonly name: string;
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** How the series are drawn. */
  readonly mark: 'line' | 'points' | 'bars' | 'steps';
  readonly logX?: boolean;
  readonly logY?: boolean;
  readonly series: readonly CurveSeries[];
}
