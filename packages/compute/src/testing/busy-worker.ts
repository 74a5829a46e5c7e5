// A worker that multiplies matrices without pause until its guard is stopped.
import { parentPort, workerData } from 'node:worker_threads';
import { Graph } from '../graph/graph.js';
import { matmul } from '../ops/matmul.js';
import { compile } from '../runtime/program.js';
import { RunGuard, RunStopped } from '../runtime/run-guard.js';

new RunGuard(workerData as SharedArrayBuffer).install();
const graph = new Graph();
const x = graph.input('x', [700, 700]);
const program = await compile({ y: matmul(x, x) }, { threads: 1 });
const values = new Float32Array(700 * 700);
try {
  for (let i = 0; ; i++) {
    await program.run({ x: values });
    if (i === 1) parentPort?.postMessage('running');
  }
} catch (error) {
  if (!(error instanceof RunStopped)) throw error;
}
