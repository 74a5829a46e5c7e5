// Measures one point in a process of its own, so that memory is that of this point alone. The order is the only
// argument, as JSON; the point goes to stdout.
import { wallClock } from '@thermoloop/sim-kernel';
import { median } from '../statistics/quantiles.js';
import { MeasuredRun } from '../steps/measured-run.js';
import type { Point, PointOrder } from './point.js';

const { optimizer, hidden, effort } = JSON.parse(process.argv[2] ?? '') as PointOrder;
const run = await MeasuredRun.open({
  workload: 'mnist-mlp',
  hidden: String(hidden),
  optimizer,
  batch: '64',
  curvature: 'empirical-fisher',
  ...(optimizer === 'tngd' ? { chip: 'ideal' } : {}),
});
globalThis.gc?.();
const idleBytes = process.memoryUsage.rss();

await run.steps(effort.warmUpSteps);
const stepMs: number[] = [];
const residentBytes: number[] = [];
const startMs = wallClock.nowMs();
while (stepMs.length < effort.mostSteps) {
  const isLate = wallClock.nowMs() - startMs > 1000 * effort.mostSeconds;
  if (isLate && stepMs.length >= effort.fewestSteps) break;
  const { totalMs } = await run.step();
  stepMs.push(totalMs);
  residentBytes.push(process.memoryUsage.rss());
}
const point: Point = {
  parameterCount: run.preparation.parameterCount,
  steps: stepMs.length,
  stepMs: median(stepMs),
  idleBytes,
  steadyBytes: median(residentBytes),
  peakBytes: 1024 * process.resourceUsage().maxRSS,
};
await run.close();
console.log(JSON.stringify(point));
