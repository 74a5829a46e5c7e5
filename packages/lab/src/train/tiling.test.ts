import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { newestCheckpoint } from '../checkpoint/checkpoint-files.js';
import { runFiles } from '../run-directory/run-directory.js';
import type { FlagTexts } from '../settings/flags.js';
import { resolveTrainConfig } from '../settings/resolve-train-config.js';
import { resolveResume } from './resume.js';
import { runTrain, type TrainOrder } from './run-train.js';
import type { TrainResult } from './train-result.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-tiling-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const at = (...path: readonly string[]) => join(folder, ...path);

/** Two variables on a chip of one cell: two tiles. Its Hessian is [[2, 1], [1, 6]]. */
const bowl: FlagTexts = {
  workload: 'landscape',
  expression: 'x^2 + x * y + 3 * y^2',
  startAt: 'x=2,y=-1',
  optimizer: 'tngd',
  evalEvery: '4',
  checkpointEvery: '5',
};
const oneCell: FlagTexts = { ...bowl, tile: 'true', set: 'chip.array.cells=1' };

const notices: string[] = [];
beforeEach(() => {
  notices.length = 0;
});

function run(order: Pick<TrainOrder, 'plan'> & Partial<TrainOrder>): Promise<TrainResult> {
  return runTrain(
    { force: false, command: ['train'], signal: new AbortController().signal, ...order },
    { onNotice: (text) => notices.push(text) },
  );
}

function train(out: string, flags: FlagTexts): Promise<TrainResult> {
  return run({ plan: resolveTrainConfig({ flags }), out: at(out) });
}

const metrics = (out: string): string =>
  readFileSync(at(out, runFiles.metrics), 'utf8').replace(/"wall\w*":\{[^}]*\}/g, '');

describe('a model larger than the chip', () => {
  test('trains in tiles, and the result tells what that dropped and cost', async () => {
    const { status, tiling, steps, final } = await train('tiled', { ...oneCell, steps: '12', start: 'zero' });
    expect(status).toBe('done');
    expect(final.testLoss!).toBeLessThan(0.1 * steps[0]!.loss!);
    expect(tiling).toMatchObject({ tiles: 2, cells: { least: 1, most: 1 } });
    // 1 − (2² + 6²)/(2² + 6² + 2·1²)
    expect(tiling!.droppedCurvature!.mean).toBeCloseTo(2 / 42, 5);
    expect(tiling!.droppedCurvature).toMatchObject({ steps: 1 });
    const { tiledS, oneRunS } = tiling!.time!;
    expect(tiledS).toBeGreaterThan(oneRunS);
    expect(notices).toEqual(['2 parameters take turns in 2 tiles of at most 1 cells']);
    const report = readFileSync(at('tiled', runFiles.report), 'utf8');
    expect(report).toMatch(/took turns in 2 tiles of 1 to 1 cells; 4\.8\s%\s+of the curvature/);
  });

  test.each(['gradient', 'zero', 'previous'])(
    'goes on from a checkpoint as if it had not been broken off, from start %s',
    async (start) => {
      await train('whole', { ...oneCell, start, steps: '12' });
      await train('part', { ...oneCell, start, steps: '7' });
      const { plan, from } = resolveResume({ directory: at('part'), flags: { steps: '12' } });
      expect(from).toMatchObject({ isExact: true, notes: [] });
      await run({ plan, from });
      // the last step of either part is evaluated too
      const trained = (out: string) => metrics(out).replaceAll(/"evaluation":\{[^}]*\},/g, '');
      expect(trained('part')).toBe(trained('whole'));
    },
  );

  test('trains with steps in flight', async () => {
    const flags = { ...oneCell, start: 'previous', mode: 'async', clock: 'free', steps: '20', lr: '0.3' };
    const { status, final, steps, staleness } = await train('async', flags);
    expect({ status, staleness }).toMatchObject({ status: 'done', staleness: { maximum: 1 } });
    expect(final.testLoss!).toBeLessThan(0.1 * steps[0]!.loss!);
  });

  test('has no carry time', async () => {
    await expect(train('carry', { ...oneCell, carryTime: '1' })).rejects.toThrow(
      /^a carry time of 1 has no meaning for a model in 2 tiles: .*\nLeave --carry-time out, or /,
    );
  });

  test('is refused without tiles, and rows are refused with them', async () => {
    await expect(train('refused', { ...oneCell, tile: 'false' })).rejects.toThrow(
      /^--set chip\.array\.cells=1: found 1, expected at least 2 for landscape \(2 parameters\)\n.*--tile\)\.$/,
    );
    const set = ['chip.array.cells=1', 'chip.array.rows=1'];
    await expect(train('refused', { ...oneCell, set })).rejects.toThrow(
      /^--set chip\.array\.rows=1: found 1, expected at least 2 for landscape \(2 parameters\)\n.*--batch/,
    );
  });
});

test('on a chip with room for the model --tile changes nothing, byte for byte', async () => {
  const flags = { ...bowl, steps: '6', start: 'previous' };
  const tiled = await train('tiled', { ...flags, tile: 'true' });
  const whole = await train('whole', flags);
  expect(metrics('tiled')).toBe(metrics('whole'));
  expect(tiled.tiling).toBeUndefined();
  expect(tiled.virtualTime).toEqual(whole.virtualTime);
  const checkpoint = (out: string) => newestCheckpoint(at(out, runFiles.checkpoints))!.checkpoint;
  expect(checkpoint('tiled').training).toEqual(checkpoint('whole').training);
});
