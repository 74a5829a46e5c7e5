import type { BudgetCause } from '@thermoloop/host';
import type { ChipSpec } from '@thermoloop/spu-emulator';
import type { ResolvedChip } from '../../chips/resolve-chip.js';
import type { TrainConfig } from '../../settings/resolve-train-config.js';
import type { TrainSettingValues } from '../../settings/train-settings.js';
import { chipParameters } from '../explain/chip-parameters.js';
import type { Changes } from './changed-subject.js';
import { withBits } from './with-bits.js';

/** Changes after which a cause of errors is no more, as far as that can be. */
export interface Idealisation {
  readonly chip: Changes;
  readonly training: TrainSettingValues;
  /** The same in words. */
  readonly told: readonly string[];
}

const finestBits = 16;
const mantissaBits = 52;
const longerRun = 20;
const manyCells = 1_000_000;

/** How a cause of errors is switched off, or why it cannot be. */
export function withoutCause(
  cause: BudgetCause,
  chip: ResolvedChip,
  config: TrainConfig,
): Idealisation | { readonly reason: string } {
  const { spec } = chip;
  switch (cause) {
    case 'gradient-rounding':
      return chipOnly(withBits(spec, 'dac', finestBits), `a DAC of ${finestBits} bits`);
    case 'coupling-rounding':
    case 'block-rounding':
      return chipOnly(withBits(spec, 'coupling', finestBits), `couplings (B and S) of ${finestBits} bits`);
    case 'adc':
      return spec.adc.kind === 'ideal'
        ? { reason: 'the ADC is ideal' }
        : chipOnly(
            { ...withBits(spec, 'adc', finestBits), 'chip.adc.inputReferredNoiseLsbRms': 0 },
            `an ADC of ${finestBits} bits without noise`,
          );
    case 'gain-grid':
      return chipOnly(fineGrids(spec), 'gains of any value');
    case 'noise':
      return withoutNoise(spec);
    case 'run-time': {
      const runTime = longerRun * (config.runTime ?? 0);
      const maximumS = `${longerRun * spec.array.runTimer.maximumS} s`;
      return {
        chip: { 'chip.array.runTimer.maximumS': maximumS },
        training: { runTime },
        told: [`a run time of ${runTime} τ`],
      };
    }
    case 'tiling':
      return {
        chip: { 'chip.array.cells': manyCells },
        training: { tile: false },
        told: ['a cell for every parameter'],
      };
    case 'device':
      return chipOnly(withoutFaults(chip), 'no static errors, no noise of converters, no droop');
    case 'clipping':
      return { reason: 'it follows from the ranges that the driver chooses' };
  }
}

function chipOnly(chip: Changes | undefined, told: string): Idealisation | { readonly reason: string } {
  if (chip === undefined || Object.keys(chip).length === 0) return { reason: 'the chip is ideal there' };
  return { chip, training: {}, told: [told] };
}

function fineGrids({ array }: ChipSpec): Changes {
  const changes: Record<string, unknown> = {};
  for (const name of ['couplingGain', 'leak', 'driveGain', 'startGain'] as const) {
    if (array[name].kind === 'floating') changes[`chip.array.${name}.mantissaBits`] = mantissaBits;
    if (array[name].kind === 'linear') {
      const { minimum, maximum } = array[name];
      changes[`chip.array.${name}`] = { kind: 'continuous', ...written(name, { minimum, maximum }) };
    }
  }
  return changes;
}

/** Gains in volts are written with their unit. */
function written(name: string, range: Readonly<Record<string, number>>): Record<string, unknown> {
  const isVolts = name === 'driveGain' || name === 'startGain';
  return Object.fromEntries(
    Object.entries(range).map(([field, value]) => [field, isVolts ? `${value} V` : value]),
  );
}

function withoutNoise({ cell }: ChipSpec): Idealisation {
  const told = ['cells without noise'];
  return cell.noise.kind === 'fixed'
    ? { chip: { 'chip.cell.noise.varianceV2': '0 V^2' }, training: {}, told }
    : { chip: {}, training: { temperature: 0 }, told };
}

/** Parts of a chip whose fields with a default are faults: by default there are none. */
const faulty = /^(dac|adc|coupling|cell)\./;

function withoutFaults(chip: ResolvedChip): Changes {
  const { spec } = chip;
  const faults = chipParameters(chip).filter(
    ({ path, isGiven, fallback }) => isGiven && fallback !== undefined && faulty.test(path),
  );
  const changes: Record<string, unknown> = Object.fromEntries(
    faults.map(({ path }) => [`chip.${path}`, undefined]),
  );
  for (const converter of ['dac', 'adc'] as const) {
    const one = spec[converter];
    if (one.kind === 'ideal' || one.inl.kind === 'none') continue;
    for (const path of Object.keys(changes)) {
      if (path.startsWith(`chip.${converter}.inl.`)) delete changes[path];
    }
    changes[`chip.${converter}.inl`] = undefined;
  }
  if (spec.cell.hold.kind === 'capacitor' && spec.cell.hold.droopPerS > 0) {
    changes['chip.cell.hold.droopPerS'] = '0 1/s';
  }
  if (spec.array.rowAmplifier !== undefined) changes['chip.array.rowAmplifier'] = undefined;
  return changes;
}
