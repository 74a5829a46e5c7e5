import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LinkSpec } from './link-spec.js';
import { createLink } from './link.js';

const serial: LinkSpec = {
  kind: 'serial',
  latencyS: 100e-9,
  bandwidthBitPerS: 50e9, // 20 ps a bit
  framingBitsPerFrame: 32,
  energyPerBitJ: 5e-12,
};

describe('a serial link', () => {
  test('delivers a frame after its bits, its framing and the latency', () => {
    const link = createLink(serial);
    expect(link.transfer(968, 1_000_000n)).toBe(1_000_000n + 20_000n + 100_000n);
    expect(link.totalBits).toBe(1000);
    expect(link.energyJ(link.totalBits)).toBeCloseTo(5e-9, 18);
  });

  test('sends one frame after the other, and idles in between', () => {
    const link = createLink(serial);
    expect(link.transfer(968, 0n)).toBe(120_000n);
    expect(link.transfer(968, 5_000n)).toBe(140_000n); // waits until 20 000 ps
    expect(link.busyUntilPs).toBe(40_000n);
    expect(link.transfer(968, 60_000n)).toBe(180_000n); // finds the link free
  });

  test('has directions that do not wait for each other', () => {
    const [down, up] = [createLink(serial), createLink(serial)];
    down.transfer(1e9, 0n);
    expect(up.transfer(968, 0n)).toBe(120_000n);
  });

  test('keeps the order of frames and carries no more than its bandwidth', () => {
    const frame = fc.record({ bits: fc.nat(100_000), gapPs: fc.bigInt(0n, 1_000_000n) });
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 50 }), (frames) => {
        const link = createLink(serial);
        let departurePs = 0n;
        let earlierPs = 0n;
        for (const { bits, gapPs } of frames) {
          departurePs += gapPs;
          const arrivalPs = link.transfer(bits, departurePs);
          const ownPs = BigInt((bits + 32) * 20);
          const startPs = departurePs > earlierPs ? departurePs : earlierPs;
          expect(arrivalPs).toBe(startPs + ownPs + 100_000n);
          earlierPs = arrivalPs - 100_000n;
        }
      }),
      { seed: 1 },
    );
  });

  test.each([-1, 0.5, Number.NaN])('refuses %p bits', (bits) => {
    expect(() => createLink(serial).transfer(bits, 0n)).toThrow(RangeError);
  });
});

describe('an ideal link', () => {
  test('delivers at the departure, at no cost, and still counts bits', () => {
    const link = createLink({ kind: 'ideal' });
    expect(link.transfer(1e9, 7n)).toBe(7n);
    expect(link.transfer(1e9, 7n)).toBe(7n);
    expect([link.totalBits, link.energyJ(link.totalBits)]).toEqual([2e9, 0]);
  });
});
