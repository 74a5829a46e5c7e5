import { resolveTrainConfig, runTrain, type FlagTexts, type TrainResult } from '@thermoloop/lab';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One training run as `thermoloop train` does it; its directory is removed. */
export async function trainOnce(flags: FlagTexts): Promise<TrainResult> {
  const folder = mkdtempSync(join(tmpdir(), 'thermoloop-accept-'));
  try {
    const order = { plan: resolveTrainConfig({ flags }), out: join(folder, 'run'), force: false };
    return await runTrain({ ...order, command: ['accept'], signal: new AbortController().signal });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
