import { describe, expect, test } from '@jest/globals';
import { continuousGrid, fixedGrid, floatingGrid, type Grid } from '@thermoloop/protocol';
import fc from 'fast-check';
import { searchScales, type ScaleGrids, type ScaleProblem } from './scales.js';
import { listGrid } from './testing/list-grid.js';

const floating = (mantissaBits: number, low: number, high: number): Grid =>
  floatingGrid(mantissaBits, 2 ** low, 2 ** high);
const continuous = continuousGrid(0, 1e30);
const coarseGrids = fc
  .record({ leak: fc.nat(3), coupling: fc.nat(3), drive: fc.nat(3) })
  .map(({ leak, coupling, drive }): ScaleGrids => ({
    leak: floating(leak, -8, 1),
    couplingGain: floating(coupling, -16, 2),
    driveGain: floating(drive, -20, 2),
    startGain: floating(drive, -20, 2),
  }));
const problems = fc
  .record({
    damping: fc.double({ min: 0.005, max: 1.5, noNaN: true }),
    couplings: fc.double({ min: 1e-4, max: 2, noNaN: true }),
    drive: fc.double({ min: 1e-4, max: 0.1, noNaN: true }),
    stateScale: fc.integer({ min: -3, max: 3 }),
  })
  .map(({ damping, couplings, drive, stateScale }): ScaleProblem => ({
    damping,
    couplings: { kind: 'atLeast', minimum: couplings },
    drive: { kind: 'atLeast', minimum: drive },
    stateScale: 2 ** stateScale,
    startsFromDrive: false,
    alpha: { minimum: 1 / 64, maximum: 64 },
  }));

/** The least cost over every triple of grid points; for one leak the costs of ρ and δ simply add. */
function bruteForce(problem: ScaleProblem, grids: ScaleGrids): number {
  const bound = problem.couplings.kind === 'atLeast' ? problem.couplings.minimum : 1;
  const driveBound = problem.drive.kind === 'atLeast' ? problem.drive.minimum : 1;
  const leastBits = (gains: readonly number[], perGain: number): number =>
    Math.min(...gains.map((gain) => Math.log2(gain * perGain)).filter((bits) => bits >= -1e-11));
  const gains = listGrid(grids.couplingGain);
  const drives = listGrid(grids.driveGain);
  let least = Infinity;
  for (const leak of listGrid(grids.leak)) {
    const alpha = problem.damping / leak;
    if (alpha < problem.alpha.minimum || alpha > problem.alpha.maximum) continue;
    const distance = 0.25 * Math.max(0, Math.abs(Math.log2(alpha)) - 0.5);
    const couplings = leastBits(gains, alpha / bound) / 2;
    const drive = leastBits(drives, (problem.stateScale * alpha) / driveBound);
    least = Math.min(least, couplings + drive + distance);
  }
  return least;
}

describe('the search for scales', () => {
  test('puts every gain on its grid, clips nothing, and keeps the equation exactly', () => {
    fc.assert(
      fc.property(problems, coarseGrids, (problem, grids) => {
        const search = searchScales(problem, grids);
        if (!search.found) throw new Error(`nothing found: ${search.blockedBy}`);
        const { alpha, leak, couplingGain, couplingScale, driveGain, driveScale } = search.scales;
        expect(listGrid(grids.leak)).toContain(leak);
        expect(listGrid(grids.couplingGain)).toContain(couplingGain);
        expect(listGrid(grids.driveGain)).toContain(driveGain);
        expect(alpha * leak).toBeCloseTo(problem.damping, 14);
        expect(couplingScale / (alpha * couplingGain)).toBeCloseTo(1, 14);
        expect(driveScale / (problem.stateScale * alpha * driveGain)).toBeCloseTo(1, 14);
        if (problem.couplings.kind === 'atLeast') {
          expect(couplingScale).toBeGreaterThanOrEqual(problem.couplings.minimum * (1 - 1e-11));
        }
        if (problem.drive.kind === 'atLeast') {
          expect(driveScale).toBeGreaterThanOrEqual(problem.drive.minimum * (1 - 1e-11));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('costs as little as the best of all triples of grid points', () => {
    fc.assert(
      fc.property(problems, coarseGrids, (problem, grids) => {
        const search = searchScales(problem, grids);
        expect(search.found && search.cost).toBeCloseTo(bruteForce(problem, grids), 9);
      }),
      { numRuns: 200 },
    );
  });

  test('wastes nothing at α = 1 where every gain is continuous', () => {
    const grids = {
      leak: continuous,
      couplingGain: continuous,
      driveGain: continuous,
      startGain: continuous,
    };
    fc.assert(
      fc.property(problems, (problem) => {
        const search = searchScales({ ...problem, startsFromDrive: true }, grids);
        expect(search).toMatchObject({ found: true, cost: 0, scales: { alpha: 1, leak: problem.damping } });
        if (search.found) expect(search.scales.startGain).toBe(search.scales.driveGain);
      }),
    );
  });

  test('gives values unit scales, α = 1 and ρ = 1', () => {
    const grids = {
      leak: continuous,
      couplingGain: continuous,
      driveGain: continuous,
      startGain: continuous,
    };
    const search = searchScales(
      {
        damping: 0.1,
        couplings: { kind: 'unit' },
        drive: { kind: 'unit' },
        stateScale: 4,
        startsFromDrive: true,
        alpha: { minimum: 0, maximum: Infinity },
      },
      grids,
    );
    expect(search).toEqual({
      found: true,
      cost: 0,
      scales: {
        alpha: 1,
        leak: 0.1,
        couplingGain: 1,
        couplingScale: 1,
        driveGain: 0.25,
        driveScale: 1,
        startGain: 0.25,
      },
    });
  });

  test('puts σ = αδ on the start grid when the run starts from the drive', () => {
    const grids: ScaleGrids = {
      leak: floating(3, -8, 1),
      couplingGain: floating(3, -16, 2),
      driveGain: floating(3, -20, 2),
      startGain: floating(3, -20, 2),
    };
    const problem: ScaleProblem = {
      damping: 0.125,
      couplings: { kind: 'atLeast', minimum: 0.0123 },
      drive: { kind: 'atLeast', minimum: 0.00077 },
      stateScale: 0.5,
      startsFromDrive: true,
      alpha: { minimum: 1 / 64, maximum: 64 },
    };
    const search = searchScales(problem, grids);
    if (!search.found) throw new Error(`nothing found: ${search.blockedBy}`);
    const { alpha, driveGain, startGain, driveScale } = search.scales;
    expect(startGain).toBeCloseTo(alpha * driveGain, 14);
    expect(listGrid(grids.startGain)).toContain(startGain);
    expect(driveScale).toBeGreaterThanOrEqual(0.00077);
  });

  test('names the register that no choice fits', () => {
    const grids: ScaleGrids = {
      leak: floating(2, -4, 0),
      couplingGain: floating(2, -8, 0),
      driveGain: floating(2, -8, -2),
      startGain: floating(2, -8, -2),
    };
    const problem: ScaleProblem = {
      damping: 0.1,
      couplings: { kind: 'atLeast', minimum: 0.01 },
      drive: { kind: 'atLeast', minimum: 0.01 },
      stateScale: 1,
      startsFromDrive: false,
      alpha: { minimum: 0.5, maximum: 2 },
    };
    const blocked = (change: Partial<ScaleProblem>): unknown =>
      searchScales({ ...problem, ...change }, grids);
    expect(blocked({ damping: 100 })).toEqual({ found: false, blockedBy: 'leak' });
    expect(blocked({ couplings: { kind: 'atLeast', minimum: 50 } })).toEqual({
      found: false,
      blockedBy: 'couplingGain',
    });
    expect(blocked({ drive: { kind: 'atLeast', minimum: 10 } })).toEqual({
      found: false,
      blockedBy: 'driveGain',
    });
    expect(blocked({ startsFromDrive: true, damping: Math.PI / 32 })).toEqual({
      found: false,
      blockedBy: 'startGain',
    });
  });

  test('takes the leak that a chip has, with α far from 1 if it must', () => {
    const search = searchScales(
      {
        damping: 0.1,
        couplings: { kind: 'atLeast', minimum: 0.02 },
        drive: { kind: 'atLeast', minimum: 0.01 },
        stateScale: 1,
        startsFromDrive: false,
        alpha: { minimum: 0, maximum: Infinity },
      },
      {
        leak: fixedGrid(1),
        couplingGain: continuous,
        driveGain: continuous,
        startGain: continuous,
      },
    );
    expect(search).toMatchObject({ found: true, scales: { alpha: 0.1, leak: 1 } });
  });
});
