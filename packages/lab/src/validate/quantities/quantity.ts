/** What a quantity is measured by. */
export type MeasuredBy =
  /** trainings, one a seed */
  | 'training'
  /** the same trainings, with the budget of some of their steps */
  | 'budget'
  /** the test points of the device */
  | 'converters'
  /** nothing: it follows from the data sheet */
  | 'datasheet';

/** Something that a requirement may name. */
export interface Quantity {
  /** Dotted: 'test.accuracy'. */
  readonly name: string;
  readonly title: string;
  /** '' for a plain number; '%' is one over 100. */
  readonly unit: string;
  readonly measuredBy: MeasuredBy;
}
