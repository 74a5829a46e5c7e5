import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EventQueue } from './event-queue.js';

describe('EventQueue', () => {
  test('returns events by time, then phase, then order of arrival', () => {
    const event = fc.record({ atPs: fc.bigInt(0n, 5n), phase: fc.integer({ min: 0, max: 3 }) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), (events) => {
        const queue = new EventQueue<number>();
        events.forEach(({ atPs, phase }, i) => queue.push(atPs, phase, i));
        const popped = [];
        for (let next = queue.pop(); next !== undefined; next = queue.pop()) popped.push(next);
        const expected = events
          .map((e, item) => ({ ...e, item }))
          .sort((a, b) => Number(a.atPs - b.atPs) || a.phase - b.phase || a.item - b.item);
        expect(popped).toEqual(expected);
      }),
      { seed: 1 },
    );
  });

  test('keeps the order when pushes and pops alternate', () => {
    const queue = new EventQueue<string>();
    queue.push(5n, 0, 'late');
    queue.push(1n, 1, 'second');
    queue.push(1n, 0, 'first');
    expect(queue.pop()?.item).toBe('first');
    queue.push(1n, 1, 'third');
    queue.push(0n, 9, 'earliest');
    expect([queue.pop(), queue.pop(), queue.pop(), queue.pop()].map((e) => e?.item)).toEqual([
      'earliest',
      'second',
      'third',
      'late',
    ]);
    expect(queue.pop()).toBeUndefined();
  });

  test('tells its size and the time of the next event', () => {
    const queue = new EventQueue<null>();
    expect([queue.size, queue.peekPs]).toEqual([0, undefined]);
    queue.push(7n, 0, null);
    queue.push(3n, 0, null);
    expect([queue.size, queue.peekPs]).toEqual([2, 3n]);
  });

  test('refuses a phase that cannot be ordered', () => {
    expect(() => new EventQueue<null>().push(0n, Number.NaN, null)).toThrow(/phase .* found NaN/);
  });
});
