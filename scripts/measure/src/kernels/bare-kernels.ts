import { compile, Graph, quantize, type Program } from '@thermoloop/compute';
import {
  compileBatchProgram,
  stopwatch,
  type Batch,
  type BatchProgram,
  type CurvatureFactor,
  type Evaluation,
  type Loss,
  type Model,
  type NetworkCurvatureKind,
} from '@thermoloop/host';
import { RandomStream } from '@thermoloop/sim-kernel';
import { ExactPhysics, type AnalogProblem } from '@thermoloop/spu-emulator';

/**
 * What the physics gets: the factor's f32 values themselves, or its 8-bit codes, which costs a rounding graph and
 * saves time in the Gram matrix.
 */
export type BareForm = 'f32' | 'codes';

export interface BareTimes {
  readonly evaluateMs: number;
  /** 0 where the physics takes f32. */
  readonly roundMs: number;
  readonly relaxMs: number;
}

export const bareTotalMs = ({ evaluateMs, roundMs, relaxMs }: BareTimes): number =>
  evaluateMs + roundMs + relaxMs;

/** What the kernels compute: a network on mini-batches. */
export interface BareTask {
  readonly model: Model;
  readonly loss: Loss;
  readonly curvature: NetworkCurvatureKind;
  /** Examples of a mini-batch. */
  readonly batch: number;
  readonly threads: number;
}

interface Relaxation {
  readonly damping: number;
  readonly runTimeTau: number;
  /** κ in problem units. */
  readonly temperature: number;
}

const codeBits = 8;
const largestCode = 2 ** (codeBits - 1) - 1;

/**
 * The numerical kernels of a tngd step with nothing between them: the host's graph of a mini-batch, then the matrix
 * functions of the exact physics in problem units, one after the other in this thread. Each step starts from the
 * state that the one before left, as a chip's cells do.
 */
export class BareKernels {
  readonly #physics = new ExactPhysics();
  #steps = 0;

  private constructor(
    readonly form: BareForm,
    private readonly program: BatchProgram,
    private readonly rounding: Program | undefined,
    private readonly threads: number,
  ) {}

  static async compile(form: BareForm, task: BareTask): Promise<BareKernels> {
    const { model, loss, curvature, batch, threads } = task;
    const program = await compileBatchProgram(model, loss, curvature, batch, threads);
    const rows = curvature === 'ggn' ? batch * model.outputs : batch;
    const rounding =
      form === 'codes' ? await roundingProgram(rows * model.parameterCount, threads) : undefined;
    return new BareKernels(form, program, rounding, threads);
  }

  async step(theta: Float32Array, batch: Batch, relaxation: Relaxation): Promise<BareTimes> {
    const lap = stopwatch();
    const evaluation = await this.program.evaluate(theta, batch);
    const evaluateMs = lap();
    const couplings = await this.#couplings(factorOf(evaluation));
    const roundMs = this.rounding === undefined ? 0 : lap();
    await this.#relax(evaluation, couplings, relaxation);
    return { evaluateMs, roundMs, relaxMs: lap() };
  }

  async close(): Promise<void> {
    await this.#physics.release();
    await this.program.release();
    await this.rounding?.release();
  }

  async #couplings({ matrix, matrixPeak }: CurvatureFactor): Promise<Coupled> {
    if (this.rounding === undefined) return { couplings: matrix, couplingGain: 1 };
    const scale = Math.fround(matrixPeak / largestCode);
    const { codes } = await this.rounding.run({ values: matrix, scale: Float32Array.of(scale) });
    return { couplings: codes as Int8Array, couplingGain: scale * scale };
  }

  async #relax(
    evaluation: Evaluation,
    coupled: Coupled,
    { damping, runTimeTau, temperature }: Relaxation,
  ): Promise<void> {
    const { rows, columns, blocks } = factorOf(evaluation);
    await this.#physics.program(
      {
        rows,
        cells: columns,
        ...coupled,
        ...(blocks && { blocks: { size: blocks.size, values: Float64Array.from(blocks.values) } }),
        drive: evaluation.gradient,
        driveGainV: 1,
        leak: damping,
      },
      this.threads,
    );
    await this.#physics.relax({
      start: this.#steps === 0 ? { kind: 'zero' } : { kind: 'held', retention: 1 },
      runTimeTau,
      noiseVarianceV2: temperature,
      noise: RandomStream.named('bare kernels', this.#steps++),
    });
  }
}

type Coupled = Pick<AnalogProblem, 'couplings' | 'couplingGain'>;

function roundingProgram(length: number, threads: number): Promise<Program> {
  const graph = new Graph();
  const codes = quantize(graph.input('values', [length]), graph.input('scale', []), codeBits);
  return compile({ codes }, { threads });
}

function factorOf({ factor }: Evaluation): CurvatureFactor {
  if (factor === undefined) throw new Error('the batch program has no curvature factor');
  return factor;
}
