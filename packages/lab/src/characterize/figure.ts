/** Two ends, the lower first; an end may be infinite where nothing limits it. */
export type Interval = readonly [low: number, high: number];

/** What the datasheet says, or what follows from it. */
export type Specified =
  | { readonly kind: 'value'; readonly value: number }
  /** any value between the two: what a tolerance or a spread leaves to one converter or cell */
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | { readonly kind: 'at-most'; readonly limit: number }
  | { readonly kind: 'at-least'; readonly limit: number };

/** What was found, before it is known how many figures share the false alarms of the run. */
export type Evidence =
  | {
      readonly kind: 'estimate';
      readonly value: number;
      readonly standardError: number;
      /** Covers the true value but for this probability; two-sided. */
      readonly interval: (falseAlarm: number) => Interval;
    }
  | {
      readonly kind: 'bounded';
      /** The true value lies between these but for this probability. */
      readonly interval: (falseAlarm: number) => Interval;
      /** why it is no more than bounded */
      readonly reason: string;
    }
  | { readonly kind: 'not-observable'; readonly reason: string };

/** One figure as a measurement leaves it; `judge` makes a Figure of it. */
export interface Finding {
  /** Dotted, as requirements name it: 'adc.enob', 'cell.timeConstantS'. */
  readonly name: string;
  /** In words: 'ENOB of the ADC'. */
  readonly title: string;
  /** '' for a plain number; else 'LSB', 'bit', 's', 'V', '%', 'dB', … */
  readonly unit: string;
  /** The leaves of the datasheet that it checks: 'adc.offsetErrorLsb'. */
  readonly checks: readonly string[];
  /** Of one converter or cell. */
  readonly channel?: number;
  /** Absent where the datasheet says nothing of it. */
  readonly specified?: Specified;
  readonly evidence: Evidence;
  /** How it was measured, in a line: samples, source, line of the INL, harmonics. */
  readonly method: string;
}

export type FigureOutcome =
  | {
      readonly kind: 'measured';
      readonly value: number;
      readonly standardError: number;
      readonly interval: Interval;
    }
  | { readonly kind: 'bounded'; readonly interval: Interval; readonly reason: string }
  | { readonly kind: 'not-observable'; readonly reason: string };

/** open: the datasheet says nothing, or what was found does not decide. */
export type Verdict = 'pass' | 'fail' | 'open';

/** One line of the result. */
export interface Figure extends Omit<Finding, 'evidence' | 'specified' | 'channel'> {
  readonly channel: number | null;
  readonly specified: Specified | null;
  readonly outcome: FigureOutcome;
  readonly verdict: Verdict;
}
