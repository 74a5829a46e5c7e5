import { createAdc, createDac, type AdcSpec, type DacSpec } from '@thermoloop/bus';
import { codeArrayConstructor } from '@thermoloop/protocol';
import { RandomStream } from '@thermoloop/sim-kernel';
import type { Specified } from '../../figure.js';
import { sineFigures, type SineTest } from '../sine-test.js';
import { drawnRange } from './drawn-range.js';

const runs = 8;

/**
 * SINAD and ENOB that converters of the datasheet would give for the same DAC codes at the same gains: records of its
 * models, with gain and offset as they were measured, since those set how the test fills the range and are figures of
 * their own.
 */
export function expectedSine(
  { dac, adc }: { readonly dac: DacSpec; readonly adc: AdcSpec },
  test: SineTest,
  measured: { readonly gain: number; readonly offset: number },
  fullScaleRange: number,
): { readonly sinadDb: Specified; readonly enobBits: Specified } {
  const only = { offsetSpreadLsbRms: 0, gainSpreadPctFsRms: 0, offsetDriftLsbPerS: 0 };
  const source =
    dac.kind === 'ideal' ? dac : { ...dac, ...only, offsetErrorLsb: 0, gainErrorPctFs: 0, converters: 1 };
  const meter =
    adc.kind === 'ideal'
      ? adc
      : {
          ...adc,
          ...only,
          offsetErrorLsb: measured.offset,
          gainErrorPctFs: 100 * (measured.gain - 1),
          converters: 1,
        };
  const found = Array.from({ length: runs }, (_, run) => {
    const names = RandomStream.named('datasheet sine', run);
    const [from, to] = [createDac(source, names.child('dac')), createAdc(meter, names.child('adc'))];
    const records = test.dacCodes.map((codes, k) => {
      const levels = new Float32Array(codes.length);
      const at = (noise: string) => ({ noise: names.child(noise, k), atS: 0, converter: 0 });
      from.convert(codeArrayConstructor(from.format.kind).from(codes), levels, at('dac noise'));
      const out = new (codeArrayConstructor(to.format.kind))(codes.length);
      to.convert(
        Float64Array.from(levels, (level) => level * test.ratio),
        1,
        out,
        at('adc noise'),
      );
      return Float64Array.from(out);
    });
    return sineFigures({ records, cycles: test.cycles }, fullScaleRange);
  });
  const range = (of: (figures: (typeof found)[number]) => number): Specified => drawnRange(found.map(of));
  return { sinadDb: range(({ sinadDb }) => sinadDb), enobBits: range(({ enobBits }) => enobBits) };
}
