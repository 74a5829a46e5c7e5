import {
  compileBatchProgram,
  initialParameters,
  losses,
  MiniBatches,
  pixelTable,
  readMnist,
  networkNamed,
  type CurvatureFactor,
  type Evaluation,
} from '@thermoloop/host';

/** An evaluation with its curvature factor. */
export type CurvedEvaluation = Evaluation & { readonly factor: CurvatureFactor };

/** The first mini-batches of mnist-cnn at its initial parameters: real gradients and curvature, real sizes. */
export async function mnistProblems(count: number, batch = 64): Promise<CurvedEvaluation[]> {
  const dataset = await readMnist();
  const workload = networkNamed('mnist-cnn');
  const model = workload.model(dataset, {});
  const program = await compileBatchProgram(model, losses[workload.loss], 'ggn', batch, 2);
  const batches = new MiniBatches(dataset, batch, 1, pixelTable(workload.normalisation, dataset.train));
  const theta = initialParameters(model, 1);
  const evaluations: CurvedEvaluation[] = [];
  for (let k = 0; k < count; k++) {
    const evaluation = await program.evaluate(theta, batches.at(k));
    evaluations.push(evaluation as CurvedEvaluation);
  }
  await program.release();
  return evaluations;
}
