import type { Basis } from './train-result.js';
import type { ByStage, Stage } from './stages.js';

type Sources = Readonly<Record<string, string>>;

interface Origins {
  /** Sources of the chip's numbers, by path; undefined where no chip takes part, or one of which no spec is at hand. */
  readonly chip: Sources | undefined;
  /** Of such a device: all that is known of its times and energies is what it tells. */
  readonly deviceUrl?: string;
  readonly machine: Sources;
}

/** Numbers of the machine file and of the chip file that make up a stage. */
interface Makers {
  readonly machine?: readonly string[];
  readonly chip?: readonly string[];
}

const linkTime: Makers = { chip: ['link.latencyS', 'link.bandwidthBitPerS', 'link.framingBitsPerFrame'] };
const linkEnergy: Makers = { chip: ['link.energyPerBitJ'] };
const arrayPower: Makers = { chip: ['array.powerW', 'array.staticPowerW'] };

const timeMakers: ByStage<Makers> = {
  hostCompute: { machine: ['flopRateHz', 'memoryBandwidthBytePerS', 'startTimeS'] },
  linkDown: linkTime,
  dac: { chip: ['dac.conversionTimeS', 'dac.latencyS', 'dac.converters', 'coupling.writeTimeS'] },
  carry: { chip: ['array.timeConstantS', 'array.runTimer.stepS'] },
  settle: { chip: ['dac.settlingTimeS'] },
  relax: { chip: ['array.timeConstantS', 'array.runTimer.stepS'] },
  adc: { chip: ['adc.acquisitionTimeS', 'adc.conversionTimeS', 'adc.latencyS', 'adc.converters'] },
  linkUp: linkTime,
};

const energyMakers: ByStage<Makers> = {
  hostCompute: { machine: ['powerW'] },
  linkDown: linkEnergy,
  dac: { chip: ['dac.energyPerConversionJ', 'coupling.energyPerWriteJ'] },
  carry: arrayPower,
  settle: arrayPower,
  relax: arrayPower,
  adc: { chip: ['adc.energyPerConversionJ'] },
  linkUp: linkEnergy,
};

export function timeBasis(origins: Origins): ByStage<Basis> {
  return basisOf(timeMakers, origins);
}

export function energyBasis(origins: Origins): ByStage<Basis> {
  return basisOf(energyMakers, origins);
}

function basisOf(makers: ByStage<Makers>, { chip, deviceUrl, machine }: Origins): ByStage<Basis> {
  const entries = Object.entries(makers).map(([stage, { machine: ofMachine = [], chip: ofChip = [] }]) => {
    const ofDevice =
      deviceUrl === undefined || ofChip.length === 0
        ? cited('chip', ofChip, chip ?? {})
        : [{ text: `told by the device at ${deviceUrl}`, isMeasured: false }];
    const sources = [...cited('host', ofMachine, machine), ...ofDevice];
    return [stage as Stage, { label: labelOf(sources), sources: sources.map(({ text }) => text) }];
  });
  return Object.fromEntries(entries) as ByStage<Basis>;
}

interface Citation {
  readonly text: string;
  readonly isMeasured: boolean;
}

function cited(file: string, paths: readonly string[], sources: Sources): Citation[] {
  return paths.flatMap((path) => {
    const source = sources[path];
    return source === undefined
      ? []
      : [{ text: `${file}.${path}: ${source}`, isMeasured: /^measured\b/i.test(source) }];
  });
}

/** Measured only if there is something to cite and all of it says that it was measured. */
function labelOf(sources: readonly Citation[]): Basis['label'] {
  return sources.length > 0 && sources.every(({ isMeasured }) => isMeasured) ? 'measured' : 'assumed';
}
