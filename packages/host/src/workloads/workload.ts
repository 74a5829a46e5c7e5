import type { z } from 'zod';
import type { LossName } from '../losses/loss.js';
import type { ImageShape, Model } from '../model/model.js';
import type { NormalisationKind } from '../data/normalisation.js';

/** Training settings that a workload proposes; what an optimizer proposes goes over them. */
export interface WorkloadDefaults {
  readonly steps: number;
  readonly batch: number;
  readonly evalEvery: number;
}

/** A task: a network for the images of a data set, its loss, and the settings it proposes. */
export interface Workload {
  readonly name: string;
  readonly description: string;
  readonly loss: LossName;
  readonly normalisation: NormalisationKind;
  readonly defaults: WorkloadDefaults;
  /** The workload's own settings, each with its default. */
  readonly settings: z.ZodType;
  /** Throws a ZodError for settings that `settings` refuses, and ImageSizeError for images too small. */
  model(image: ImageShape, settings: unknown): Model;
}

/** Binds the type of a workload's settings to their schema. */
export function defineWorkload<Schema extends z.ZodType>(
  workload: Omit<Workload, 'settings' | 'model'> & {
    readonly settings: Schema;
    model(image: ImageShape, settings: z.output<Schema>): Model;
  },
): Workload {
  return {
    ...workload,
    model: (image, settings) => workload.model(image, workload.settings.parse(settings)),
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
