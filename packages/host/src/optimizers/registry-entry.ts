import type { SpuClient } from '@thermoloop/protocol';
import type { z } from 'zod';
import type { Calibration } from '../driver/calibration/calibration.js';
import type { Waiting } from '../driver/device-session.js';
import type { HostMeter } from '../cost/host-meter.js';
import type { Layer } from '../model/layer.js';
import type { ScheduleName } from '../training/schedules.js';
import type { Optimizer } from './optimizer.js';

/** What an optimizer may use besides its settings. */
export interface OptimizerContext {
  /** N. */
  readonly parameterCount: number;
  /** The layers of θ, for an optimizer that gives them to a device in turn; all of θ is one if absent. */
  readonly layers?: readonly Layer[];
  /** Threads of each numerical program. */
  readonly threads: number;
  readonly meter: HostMeter;
  /** Seed of everything random that is not static, the noise of a simulated device included. */
  readonly seed: number;
  /** The connected device, for an entry that `needsDevice`. */
  readonly client?: SpuClient;
  /** Which answers of the device the host waits for on its clock; `each` if absent. */
  readonly waiting?: Waiting;
  /** Known errors of the device's converters; none if absent. */
  readonly calibration?: Calibration;
  /** The steps of which the exchanges with the device are kept; none if absent. */
  readonly keepsExchanges?: (step: number) => boolean;
}

/** Training settings that an optimizer proposes. */
export interface OptimizerDefaults {
  readonly learningRate: number;
  readonly schedule: ScheduleName;
}

export interface OptimizerEntry {
  readonly name: string;
  readonly description: string;
  readonly needs: Optimizer['needs'];
  readonly needsDevice: boolean;
  readonly defaults: OptimizerDefaults;
  /** The optimizer's own settings, each with its default. */
  readonly settings: z.ZodType;
  /** Throws a ZodError for settings that `settings` refuses. */
  create(settings: unknown, context: OptimizerContext): Promise<Optimizer>;
}

/** Binds the type of an optimizer's settings to their schema. */
export function defineOptimizer<Schema extends z.ZodType>(
  entry: Omit<OptimizerEntry, 'settings' | 'create'> & {
    readonly settings: Schema;
    create(settings: z.output<Schema>, context: OptimizerContext): Optimizer | Promise<Optimizer>;
  },
): OptimizerEntry {
  return {
    ...entry,
    create: async (settings, context) => entry.create(entry.settings.parse(settings), context),
  };
}
