import { RandomStream } from '@thermoloop/sim-kernel';
import { compileBatchProgram } from '../curvature/batch-program.js';
import { CurvatureKindError } from '../curvature/curvature-kind-error.js';
import {
  networkCurvatureKinds,
  networkFactorSize,
  type CurvatureKind,
  type NetworkCurvatureKind,
} from '../curvature/curvature-kind.js';
import type { Dataset } from '../data/dataset.js';
import { MiniBatches } from '../data/mini-batches.js';
import { pixelTable, type NormalisationKind } from '../data/normalisation.js';
import type { Loss } from '../losses/loss.js';
import { initialParameters } from '../model/initial-parameters.js';
import { layersOf } from '../model/layer.js';
import type { Model } from '../model/model.js';
import type { Objective } from './objective.js';
import { compileTestProgram } from './test-program.js';

/** A network on a data set. */
export interface NetworkTask {
  readonly model: Model;
  readonly loss: Loss;
  readonly dataset: Dataset;
  readonly normalisation: NormalisationKind;
  /** Examples of a mini-batch. */
  readonly batch: number;
  /** Of the order of the examples, and of what a curvature draws. */
  readonly seed: number;
  /** Of each numerical program. */
  readonly threads: number;
}

/** A mini-batch loss above this counts as diverged; untrained networks are at ln(classes). */
const networkLossLimit = 1e3;

/**
 * The mean loss of a network on mini-batches: step k evaluates mini-batch k − 1, whatever was evaluated before.
 * @throws RangeError for a batch that is not a positive integer, or larger than the training set
 */
export function networkObjective(task: NetworkTask): Objective {
  const { model, loss, dataset, batch, threads } = task;
  const table = pixelTable(task.normalisation, dataset.train);
  const batches = new MiniBatches(dataset, batch, task.seed, table);
  return {
    parameterCount: model.parameterCount,
    layers: layersOf(model.parameters),
    lossLimit: networkLossLimit,
    initialParameters: (seed) => initialParameters(model, seed),
    factorSize: (kind) => networkFactorSize(networkKind(kind), batch, model.outputs),
    open: async (kind) => {
      const batchKind = kind === 'gradient' ? kind : networkKind(kind);
      const program = await compileBatchProgram(model, loss, batchKind, batch, threads);
      const test = await compileTestProgram(model, loss, dataset, table, threads);
      return {
        cost: program.cost,
        evaluate: (parameters, step) =>
          program.evaluate(
            parameters,
            batches.at(step - 1),
            RandomStream.named(task.seed, 'curvature draws', step),
          ),
        test: (parameters) => test.evaluate(parameters),
        release: async () => {
          await program.release();
          await test.release();
        },
      };
    },
  };
}

function networkKind(kind: CurvatureKind): NetworkCurvatureKind {
  const known = networkCurvatureKinds.find((candidate) => candidate === kind);
  if (known === undefined) throw new CurvatureKindError('a network', kind, networkCurvatureKinds);
  return known;
}
