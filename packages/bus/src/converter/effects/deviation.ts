/** INL as a function of the ideal place of a level. */
export interface Deviation {
  /** The INL of a converter at a level whose ideal place is `placeLsb`, between −end and end of the levels. */
  lsb(placeLsb: number, converter: number): number;
  /** What no INL of that converter exceeds in magnitude. */
  largestLsb(converter: number): number;
}
