/** Equal steps that fill a time. */
export interface TimeGrid {
  readonly steps: number;
  readonly stepTau: number;
}

/** Rounding of a quotient that is meant to be whole. */
const rounding = 1e-9;

/** The fewest equal steps of at most `longestStepTau` that fill `durationTau` exactly: the step divides the time. */
export function timeGrid(durationTau: number, longestStepTau: number): TimeGrid {
  const steps = Math.ceil((durationTau / longestStepTau) * (1 - rounding));
  return { steps, stepTau: steps === 0 ? 0 : durationTau / steps };
}
