import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Point, PointOrder } from './point.js';

const script = fileURLToPath(new URL('point-process.js', import.meta.url));

/** Runs an order in a fresh process. */
export async function measurePoint(order: PointOrder): Promise<Point> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    script,
    JSON.stringify(order),
  ]);
  return JSON.parse(stdout) as Point;
}
