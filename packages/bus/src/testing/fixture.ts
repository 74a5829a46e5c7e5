import { readFileSync } from 'node:fs';

export type Kind = 'dac' | 'adc';

/** fixtures/converter-inl.json: what converter-inl.py, beside it, says of the levels of converters. */
export interface InlFixture {
  readonly curves: readonly ({
    readonly bits: number;
    readonly pointsLsb: readonly number[];
  } & Readonly<Record<Kind, readonly number[]>>)[];
  readonly shapes: readonly ({ readonly bits: number } & Readonly<
    Record<Kind, { readonly bow: readonly number[]; readonly s: readonly number[] }>
  >)[];
  readonly mismatch: readonly ({
    readonly bits: number;
    readonly draws: number;
    readonly middleSd: number;
  } & Readonly<
    Record<
      Kind,
      {
        readonly worstMean: number;
        readonly worstSd: number;
        readonly rmsMean: number;
        readonly rmsSd: number;
      }
    >
  >)[];
}

export const inlFixture = JSON.parse(
  readFileSync(new URL('../../fixtures/converter-inl.json', import.meta.url), 'utf8'),
) as InlFixture;
