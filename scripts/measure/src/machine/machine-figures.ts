import { environment } from '@thermoloop/lab';
import { figure } from '../output/figure.js';
import { copyBandwidth } from './array-copy.js';
import { productSeconds } from './matrix-product.js';

/** What this machine can do, for scale. */
export interface MachineFigures {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly onnxruntime: string;
  readonly threads: number;
  /** One thread copies 256 MB; bytes read and written. */
  readonly copyBytePerS: number;
  /** A vector times a matrix of 256 MB on `threads` threads; bytes read. */
  readonly streamBytePerS: number;
  /** f32 product of 1024 × 1024 matrices on `threads` threads. */
  readonly gemmFlopPerS: number;
}

export async function machineFigures(threads: number): Promise<MachineFigures> {
  const { cpu, cores, node, onnxruntime } = environment();
  const tall = { rows: 1, inner: 64, columns: 1_000_000 };
  const cube = { rows: 1024, inner: 1024, columns: 1024 };
  return {
    ...{ cpu, cores, node, onnxruntime, threads },
    copyBytePerS: copyBandwidth(),
    streamBytePerS: (4 * tall.inner * tall.columns) / (await productSeconds(tall, threads)),
    gemmFlopPerS: (2 * cube.rows * cube.inner * cube.columns) / (await productSeconds(cube, threads)),
  };
}

export function machineText(machine: MachineFigures): string {
  const { cpu, cores, node, onnxruntime, threads, copyBytePerS, streamBytePerS, gemmFlopPerS } = machine;
  return [
    `${cpu}, ${cores} cores, Node ${node}, ONNX Runtime ${onnxruntime}, ${threads} threads`,
    `memory ${figure(copyBytePerS / 1e9)} GB/s (one thread copies, read + written), ` +
      `${figure(streamBytePerS / 1e9)} GB/s (vector × 256 MB matrix, read); ` +
      `f32 GEMM 1024³ ${figure(gemmFlopPerS / 1e9)} GFLOP/s`,
  ].join('\n');
}
