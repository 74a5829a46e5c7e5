import type { Picoseconds } from './virtual-time.js';

export interface QueuedEvent<T> {
  readonly atPs: Picoseconds;
  readonly phase: number;
  readonly item: T;
}

interface Entry<T> extends QueuedEvent<T> {
  readonly sequence: number;
}

function precedes<T>(a: Entry<T>, b: Entry<T>): boolean {
  if (a.atPs !== b.atPs) return a.atPs < b.atPs;
  if (a.phase !== b.phase) return a.phase < b.phase;
  return a.sequence < b.sequence;
}

/**
 * Events ordered by (time, phase, sequence): at one instant lower phases come first, and within a phase
 * events leave in the order in which they were pushed. A binary heap, O(log n) for push and pop.
 */
export class EventQueue<T> {
  readonly #heap: Entry<T>[] = [];
  #pushed = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** Time of the next event; undefined when the queue is empty. */
  get peekPs(): Picoseconds | undefined {
    return this.#heap[0]?.atPs;
  }

  /** Throws a RangeError if `phase` is not a finite number (it would break the order). */
  push(atPs: Picoseconds, phase: number, item: T): void {
    if (!Number.isFinite(phase)) throw new RangeError(`phase of an event must be finite; found ${phase}`);
    const entry: Entry<T> = { atPs, phase, item, sequence: this.#pushed++ };
    const heap = this.#heap;
    let hole = heap.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent] as Entry<T>;
      if (!precedes(entry, above)) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = entry;
  }

  /** Removes and returns the next event; undefined when the queue is empty. */
  pop(): QueuedEvent<T> | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (heap.length > 0) this.#sink(last);
    return { atPs: first.atPs, phase: first.phase, item: first.item };
  }

  #sink(entry: Entry<T>): void {
    const heap = this.#heap;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      const right = child + 1;
      if (right < heap.length && precedes(heap[right] as Entry<T>, heap[child] as Entry<T>)) child = right;
      const below = heap[child] as Entry<T>;
      if (!precedes(below, entry)) break;
      heap[hole] = below;
      hole = child;
    }
    heap[hole] = entry;
  }
}
