import { describe, expect, test } from '@jest/globals';
import { floatingGrid } from '@thermoloop/protocol';
import fc from 'fast-check';
import {
  estimatedPeak,
  firstStateScale,
  readingAt,
  revisedStateScale,
  type StateScaleProblem,
} from './state-scale.js';
import { relax } from './testing/dense-algebra.js';

const problem: StateScaleProblem = {
  driveBound: 1e-3,
  alpha: 1,
  driveGain: floatingGrid(3, 2 ** -20, 2 ** -8),
  startGain: floatingGrid(3, 2 ** -20, 2 ** -8),
  readout: { kind: 'tracked', widestV: 1, finestV: 2 ** -8 },
  noiseV: 0,
};
const isPowerOfTwo = (x: number): boolean => Number.isInteger(Math.log2(x));

describe('the first state scale', () => {
  test('is a power of two that leaves a factor of four to eight above the estimate', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (peak) => {
        const scale = firstStateScale({ ...problem, driveBound: 0 }, peak);
        expect(isPowerOfTwo(scale)).toBe(true);
        expect(peak / scale).toBeLessThanOrEqual(1 / 4);
        expect(peak / scale).toBeGreaterThan(1 / 8);
      }),
    );
  });

  test('is raised until drive and start gains are within their grids', () => {
    expect(firstStateScale({ ...problem, driveBound: 1 }, 1e-6)).toBe(2 ** 8);
    expect(firstStateScale({ ...problem, startBound: 3 }, 1e-6)).toBe(2 ** 10);
  });

  test('is 1 where values are carried', () => {
    expect(firstStateScale({ ...problem, readout: { kind: 'values' } }, 123)).toBe(1);
  });
});

test('the estimated peak bounds one mode, whatever its eigenvalue from λ up', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 2, noNaN: true }),
      fc.double({ min: 1e-6, max: 10, noNaN: true }),
      fc.double({ min: 0, max: 5, noNaN: true }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      (damping, time, eigenvalue, start) => {
        const [x] = relax([[damping + eigenvalue]], [1], [start], time);
        const bound = estimatedPeak(damping, time, 1, Math.abs(start));
        expect(Math.abs(x!)).toBeLessThanOrEqual(bound * (1 + 1e-9) + 1e-9);
      },
    ),
    { numRuns: 300 },
  );
});

describe('a later state scale', () => {
  const unclipped = { stateScale: 1, peakV: 0.1, clipped: false, readoutGainV: 2 ** -10 };

  test('stays where the ranges are used', () => {
    expect(revisedStateScale(problem, 1, unclipped)).toBeUndefined();
  });

  test('doubles after a clip at the widest range, unless the range is fixed', () => {
    const clipped = { stateScale: 1, peakV: 1, clipped: true, readoutGainV: 2 ** -7 };
    expect(revisedStateScale(problem, 1, clipped)).toEqual({
      stateScale: 2,
      reason: 'readout clipped at its largest range',
    });
    const fixed: StateScaleProblem = { ...problem, readout: { kind: 'fixed', widestV: 1 } };
    expect(revisedStateScale(fixed, 1, clipped)).toBeUndefined();
  });

  test('is told what an older reading, at another scale, says about the present one', () => {
    const older = { stateScale: 8, peakV: 0.1, clipped: true, readoutGainV: 2 ** -7 };
    expect(readingAt(2, older)).toEqual({ stateScale: 2, peakV: 0.4, clipped: false, readoutGainV: 2 ** -5 });
    expect(readingAt(8, older)).toEqual(older);
    // it clipped at 8, and the scale has been raised since
    expect(revisedStateScale(problem, 16, older)).toBeUndefined();
  });

  test('falls by the power of two that brings a small state back into the finest range', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 2 ** -11, noNaN: true }), (peakV) => {
        const revised = revisedStateScale({ ...problem, driveBound: 1e-9 }, 1, {
          stateScale: 1,
          peakV,
          clipped: false,
          readoutGainV: 2 ** -10,
        });
        expect(revised?.reason).toBe('readout range too wide');
        expect(isPowerOfTwo(revised!.stateScale)).toBe(true);
        const used = (1.25 * peakV) / revised!.stateScale / 2 ** -8;
        expect(used).toBeGreaterThan(0.5 - 1e-12);
        expect(used).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  test('rises where the drive would not fit, by a power of two even from an odd scale', () => {
    const revised = revisedStateScale({ ...problem, driveBound: 1 }, 3, { ...unclipped, stateScale: 3 });
    expect(revised).toEqual({ stateScale: 3 * 2 ** 7, reason: 'drive range exhausted' });
  });

  test('falls where the finest drive gain leaves most drive codes unused, as far as the readout has room', () => {
    const coarse: StateScaleProblem = { ...problem, driveGain: floatingGrid(3, 2 ** -10, 2 ** -8) };
    const small = { ...coarse, driveBound: 2 ** -16 };
    expect(
      revisedStateScale(small, 1, { stateScale: 1, peakV: 1e-3, clipped: false, readoutGainV: 2 ** -10 }),
    ).toEqual({
      stateScale: 2 ** -6,
      reason: 'drive range too wide',
    });
    expect(
      revisedStateScale(small, 1, { stateScale: 1, peakV: 0.1, clipped: false, readoutGainV: 2 ** -10 }),
    ).toEqual({
      stateScale: 2 ** -2,
      reason: 'drive range too wide',
    });
  });

  test('falls where noise that cannot be lowered is heard, as far as readout and drive leave room', () => {
    const noisy = { ...problem, driveBound: 1e-5, noiseV: 1e-3 };
    const small = { stateScale: 1, peakV: 0.05, clipped: false, readoutGainV: 1e-3 };
    const reason = 'state small against the noise';
    expect(revisedStateScale(noisy, 1, small)).toEqual({ stateScale: 2 ** -2, reason });
    expect(revisedStateScale({ ...noisy, driveBound: 2 ** -11 }, 1, small)).toEqual({
      stateScale: 2 ** -1,
      reason,
    });
    expect(revisedStateScale({ ...noisy, driveBound: 2 ** -10 }, 1, small)).toBeUndefined();
    expect(revisedStateScale(noisy, 1, { ...small, readoutGainV: 0.01 })).toBeUndefined();
    expect(revisedStateScale(noisy, 1, { ...small, peakV: 0.2 })).toBeUndefined();
  });

  test('never moves where values are carried', () => {
    expect(revisedStateScale({ ...problem, readout: { kind: 'values' } }, 1, unclipped)).toBeUndefined();
  });
});
