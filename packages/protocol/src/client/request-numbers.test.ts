import { describe, expect, test } from '@jest/globals';
import { CommandOrder } from '../server/command-order.js';
import { commands } from '../generated/messages.js';
import { RequestNumbers } from './request-numbers.js';

const free = (): boolean => false;

describe('the numbers of commands', () => {
  test('are those that the device expects, over more than a whole round', () => {
    const numbers = new RequestNumbers();
    const hello = numbers.next('HELLO', free)!;
    const order = new CommandOrder(hello);
    for (let k = 0; k < 40_000; k++) {
      const request = numbers.next('RUN', free)!;
      expect(order.turnOf(request, commands.RUN.opcode)).toBe('next');
      order.advance();
      if (k % 7 === 0) {
        const status = numbers.next('STATUS', free)!;
        expect(order.turnOf(status, commands.STATUS.opcode)).toBe('overtaking');
      }
    }
  });

  test('wait for one that is still in use', () => {
    const numbers = new RequestNumbers();
    const used = numbers.next('RUN', free)!;
    for (let k = 1; k < 2 ** 15; k++) numbers.next('COMMIT', free);
    const isTaken = (request: number): boolean => request === used;
    expect(numbers.next('COMMIT', isTaken)).toBeUndefined();
    expect(numbers.next('COMMIT', isTaken)).toBeUndefined();
    expect(numbers.next('COMMIT', free)).toBe(used);
  });
});
