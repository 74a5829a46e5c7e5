/** What became of the runs of a soak. */
export interface Accounts {
  /** runs that were asked of the device */
  runs: number;
  /** by how they ended: `right`, `wrong`, `hung`, or the name of the error */
  readonly ends: Record<string, number>;
  /** what was done on purpose, by its name */
  readonly disturbances: Record<string, number>;
  /** faults of the link, by their kind */
  readonly faults: Record<string, number>;
  /** after how many rounds that went otherwise than asked the next run was tried, and how often its codes were right */
  readonly next: { tried: number; right: number };
  /** connections that were opened */
  connections: number;
}

export const noAccounts = (): Accounts => ({
  runs: 0,
  ends: {},
  disturbances: {},
  faults: {},
  next: { tried: 0, right: 0 },
  connections: 0,
});

export function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
