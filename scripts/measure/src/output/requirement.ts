/** A figure that has a limit. */
export interface Requirement {
  readonly name: string;
  readonly value: number;
  readonly relation: '<=' | '>=';
  readonly limit: number;
}

export function isMet({ value, relation, limit }: Requirement): boolean {
  return relation === '<=' ? value <= limit : value >= limit;
}
