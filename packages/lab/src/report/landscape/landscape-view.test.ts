import { describe, expect, test } from '@jest/globals';
import { alongTheValley, fixtureLandscape, type FixtureLandscape } from '../testing/fixture-landscape.js';
import { landscapeOf } from './landscape-run.js';
import { viewLandscape, type LandscapeView } from './landscape-view.js';
import { isInside } from './plane.js';

async function viewOf(landscape: FixtureLandscape): Promise<LandscapeView> {
  const run = fixtureLandscape(landscape);
  const view = await viewLandscape(run, landscapeOf(run)!);
  if (view === undefined) throw new Error('there is no view');
  return view;
}

describe('the view of a landscape', () => {
  test('has the minimum, and each whole path that went down, in its box', async () => {
    const { box, lowest, start, paths, floor } = await viewOf({ positions: alongTheValley });
    expect(start).toEqual({ x: -1.2, y: 1 });
    expect(lowest.isMinimum).toBe(true);
    expect([lowest.x, lowest.y]).toEqual([expect.closeTo(1, 6), expect.closeTo(1, 6)]);
    expect(floor).toBe(0);
    expect(paths.map(({ name }) => name)).toEqual(['tngd', 'sgd', 'momentum', 'adam', 'ngd']);
    for (const { points, clipped } of paths) {
      expect(points).toHaveLength(41);
      expect(points.every((point) => isInside(point, box))).toBe(true);
      expect(clipped.pieces).toEqual([points]);
    }
    expect(paths[0]!.losses.at(-1)).toBeLessThan(1e-12);
  });

  test('has contours from the floor of the valley to its walls', async () => {
    const { contours } = await viewOf({ positions: alongTheValley });
    const levels = [...new Set(contours.map(({ level }) => level))];
    expect(levels.length).toBeGreaterThanOrEqual(5);
    expect(levels[0]).toBeLessThan(1);
    expect(levels.at(-1)).toBeGreaterThan(100);
  });

  test('does not follow a path that ran away, and says what became of it', async () => {
    const run = fixtureLandscape({
      positions: [
        [0, 3],
        [40, -900],
        [1e9, NaN],
      ],
    });
    const view = await viewLandscape(
      { ...run, summary: { ...run.summary, status: 'diverged' } },
      landscapeOf(run)!,
    );
    const { box, paths } = view!;
    expect(box.x[1]).toBeLessThan(3);
    expect(box.y[0]).toBeGreaterThan(-2);
    expect(paths[0]!.end).toBe('diverged after 3 steps');
    expect(paths[0]!.clipped.exit).toMatchObject({ y: box.y[1], step: 1 });
  });

  test('leaves out the optimizer of the run from those compared', async () => {
    const run = fixtureLandscape({ positions: alongTheValley });
    const view = await viewLandscape(
      { ...run, summary: { ...run.summary, optimizer: 'adam' } },
      landscapeOf(run)!,
    );
    expect(view!.paths.map(({ name }) => name)).toEqual(['adam', 'sgd', 'momentum', 'ngd']);
  });

  test('tells of an optimizer whose method has no step there', async () => {
    const { paths, lowest, floor } = await viewOf({
      expression: 'x^2 - y^2 + y^4',
      constants: {},
      startAt: { x: 1, y: 0.1 },
      positions: [
        [0.5, 0.3],
        [0.1, 0.6],
      ],
    });
    expect(paths.find(({ name }) => name === 'ngd')!.end).toMatch(
      /^stopped after 0 steps: .*not positive definite/,
    );
    expect([lowest.x, lowest.y]).toEqual([expect.closeTo(0, 6), expect.closeTo(Math.SQRT1_2, 6)]);
    expect(floor).toBeCloseTo(-0.25, 12);
  });

  test('of a slope without end has the lowest point of its box, which is no minimum', async () => {
    const { box, lowest } = await viewOf({
      expression: 'x + y^2',
      constants: {},
      startAt: { x: 1, y: 1 },
      positions: [
        [0.5, 0.5],
        [0, 0],
      ],
    });
    expect(lowest.isMinimum).toBe(false);
    expect(lowest.x).toBe(box.x[0]);
  });

  test('of three variables is the plane in which the run ended', async () => {
    const { lowest, variables } = await viewOf({
      expression: '(x - z)^2 + y^2 + (z - 3)^2',
      constants: {},
      startAt: { x: 0, y: 1, z: 0 },
      positions: [
        [1, 0.5, 1],
        [2, 0.1, 2],
      ],
    });
    expect(variables).toEqual(['x', 'y', 'z']);
    expect([lowest.x, lowest.y, lowest.value]).toEqual([
      expect.closeTo(2, 8),
      expect.closeTo(0, 8),
      expect.closeTo(1, 8),
    ]);
  });

  test('is none where the records do not tell the parameters', async () => {
    const run = fixtureLandscape({ positions: alongTheValley });
    const steps = run.steps.map(({ parameters: _, ...step }) => step);
    expect(await viewLandscape({ ...run, steps }, landscapeOf(run)!)).toBeUndefined();
  });
});
