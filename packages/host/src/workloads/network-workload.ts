import type { z } from 'zod';
import { networkCurvatureKinds } from '../curvature/curvature-kind.js';
import type { NormalisationKind } from '../data/normalisation.js';
import { losses } from '../losses/registry.js';
import type { LossName } from '../losses/loss.js';
import type { ImageShape, Model } from '../model/model.js';
import { networkObjective } from '../objective/network-objective.js';
import { defineWorkload, type Workload, type WorkloadDefaults } from './workload.js';

/** A network for the images of a data set, and its loss. */
export interface NetworkWorkload extends Workload {
  readonly loss: LossName;
  readonly normalisation: NormalisationKind;
  readonly defaults: WorkloadDefaults & { readonly batch: number };
  /** Throws a ZodError for settings that `settings` refuses, and ImageSizeError for images too small. */
  model(image: ImageShape, settings: unknown): Model;
}

/** Binds the type of a network's settings to their schema, and makes its objective. */
export function defineNetwork<Schema extends z.ZodType>(
  network: Pick<NetworkWorkload, 'name' | 'description' | 'loss' | 'normalisation' | 'defaults'> & {
    readonly settings: Schema;
    model(image: ImageShape, settings: z.output<Schema>): Model;
  },
): NetworkWorkload {
  const { name, description, loss, normalisation, defaults, settings } = network;
  const workload = defineWorkload({
    name,
    description,
    needsData: true,
    curvatures: networkCurvatureKinds,
    defaults,
    tuning: {},
    settings,
    objective: (parsed, { seed, threads, data }) => {
      if (data === undefined) throw new Error(`${name} needs a data set`);
      const { dataset, batch } = data;
      return networkObjective({
        model: network.model(dataset, parsed),
        loss: losses[loss],
        dataset,
        normalisation,
        batch,
        seed,
        threads,
      });
    },
  });
  return {
    ...workload,
    defaults,
    loss,
    normalisation,
    model: (image, unparsed) => network.model(image, settings.parse(unparsed)),
  };
}

/** Images too small for a network. */
export class ImageSizeError extends RangeError {
  override readonly name = 'ImageSizeError';

  constructor(workload: string, { height, width }: ImageShape, smallest: number) {
    super(
      `${workload} needs images of at least ${smallest} × ${smallest} pixels; these are ${height} × ${width}`,
    );
  }
}
