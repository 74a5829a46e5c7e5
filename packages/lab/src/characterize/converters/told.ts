import { ArrayId, CodeKind, GridKind, TestInput, type CodeFormat, type Grid } from '@thermoloop/protocol';
import type { Bench } from '../bench.js';
import type { Finding } from '../figure.js';
import { exactly } from '../statistics/evidence.js';

const method = 'as the device tells it in its capability record';

/** What the device says of itself beside what the datasheet says. */
export function toldFindings({ client, datasheet }: Bench): Finding[] {
  const { formats, converters, grids, testPoints, referenceV, maximumReads, readoutBufferBytes } =
    client.capabilities;
  const { dac, adc, readout } = datasheet;
  const has = (input: TestInput): number => Number(testPoints.has(input));
  return [
    ...formatFindings('dac', dac, formats[ArrayId.DRIVE]),
    ...formatFindings('adc', adc, formats[ArrayId.READOUT]),
    ...(dac.kind === 'ideal'
      ? []
      : [told('dac.converters', 'converters that drive cells', '', dac.converters, converters.dac)]),
    ...(adc.kind === 'ideal'
      ? []
      : [told('adc.converters', 'converters that read cells', '', adc.converters, converters.adc)]),
    ...gridFindings('readout.gain', readout.gain, grids.readoutGain),
    told(
      'readout.maximumReads',
      'reads of every cell for one command',
      '',
      readout.maximumReads,
      maximumReads,
    ),
    told(
      'readout.bufferBytes',
      'codes that one command returns',
      'byte',
      readout.bufferBytes,
      readoutBufferBytes,
    ),
    told(
      'testPoints.loopback',
      'an ADC can read a DAC: 1 yes',
      '',
      Number(datasheet.testPoints.loopback),
      has(TestInput.LOOPBACK),
    ),
    told(
      'testPoints.zeroInput',
      'an ADC can read 0 V: 1 yes',
      '',
      Number(datasheet.testPoints.zeroInput),
      has(TestInput.ZERO),
    ),
    ...(datasheet.testPoints.referenceV === undefined
      ? []
      : [
          told(
            'testPoints.referenceV',
            'reference voltage',
            'V',
            datasheet.testPoints.referenceV,
            referenceV ?? 0,
          ),
        ]),
  ];
}

function told(name: string, title: string, unit: string, specified: number, value: number): Finding {
  return {
    name,
    title,
    unit,
    checks: [name],
    specified: { kind: 'value', value: specified },
    evidence: exactly(value),
    method,
  };
}

function formatFindings(
  name: 'dac' | 'adc',
  spec: { kind: 'ideal' } | { kind: 'quantized'; resolutionBits: number },
  format: CodeFormat,
): Finding[] {
  const carriesValues = format.kind === CodeKind.FLOAT32;
  const kind = told(
    `${name}.kind`,
    `${name} carries values instead of codes: 1 yes`,
    '',
    Number(spec.kind === 'ideal'),
    Number(carriesValues),
  );
  if (spec.kind === 'ideal' || carriesValues) return [kind];
  return [
    kind,
    told(
      `${name}.resolutionBits`,
      `bits of a code of the ${name}, with the sign`,
      'bit',
      spec.resolutionBits,
      format.resolutionBits,
    ),
  ];
}

const gridKinds = {
  continuous: GridKind.CONTINUOUS,
  linear: GridKind.LINEAR,
  floating: GridKind.FLOATING,
  fixed: GridKind.FIXED,
} as const;

function gridFindings(path: string, spec: Bench['datasheet']['readout']['gain'], grid: Grid): Finding[] {
  const leaf = (name: string, title: string, unit: string, specified: number, value: number): Finding =>
    told(`${path}.${name}`, title, unit, specified, value);
  const kind = leaf(
    'kind',
    'the grid of the readout gain is of the kind specified: 1 yes',
    '',
    1,
    Number(grid.kind === gridKinds[spec.kind]),
  );
  if (spec.kind === 'fixed') return [kind, leaf('value', 'readout gain', 'V', spec.value, grid.minimum)];
  return [
    kind,
    leaf('minimum', 'smallest readout gain', 'V', spec.minimum, grid.minimum),
    leaf('maximum', 'largest readout gain', 'V', spec.maximum, grid.maximum),
    ...(spec.kind === 'floating'
      ? [
          leaf(
            'mantissaBits',
            'bits of a readout gain after the leading one',
            'bit',
            spec.mantissaBits,
            grid.mantissaBits,
          ),
        ]
      : []),
    ...(spec.kind === 'linear' ? [leaf('step', 'step of the readout gain', 'V', spec.step, grid.step)] : []),
  ];
}
