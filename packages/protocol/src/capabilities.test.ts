import { expect, test } from '@jest/globals';
import { capabilitiesOf, type CapabilityRecord } from './capabilities.js';
import { ArrayId, CodeKind, StartState, TestInput } from './generated/enums.js';
import { capabilitiesAnswer } from './generated/messages.js';
import { plainCapabilities } from './testing/plain-device.js';
import { decodeRecord, encodeRecord } from './wire/codec.js';

test('a record that went over the wire has the shapes of Capabilities', () => {
  const record = decodeRecord(capabilitiesAnswer, encodeRecord(capabilitiesAnswer, plainCapabilities));
  expect(capabilitiesOf({ ...record, startStates: 0b0101, holds: 0, simulationFeatures: 2 })).toMatchObject({
    chip: 'plain',
    cells: 4096,
    banks: 2,
    holds: false,
    startStates: new Set([StartState.GRADIENT, StartState.ZERO]),
    simulation: { time: false, registers: true },
    formats: { [ArrayId.DRIVE]: { kind: CodeKind.INT16, resolutionBits: 12 } },
    grids: { leak: plainCapabilities.leak },
    runTimer: { stepS: 1e-8, maximumTicks: 100_000n },
    converters: { dac: 2, adc: 3 },
    testPoints: new Set(Object.values(TestInput)),
    referenceV: 0.5,
  });
});

test('a chip without a reference input has no reference voltage', () => {
  const capabilities = capabilitiesOf({ ...plainCapabilities, testPoints: 1 << TestInput.LOOPBACK });
  expect(capabilities).toMatchObject({ testPoints: new Set([TestInput.LOOPBACK]) });
  expect(capabilities).not.toHaveProperty('referenceV');
});

const faults: [string, Partial<CapabilityRecord>][] = [
  ['cells', { cells: 0 }],
  ['banks', { banks: 3 }],
  ['holds', { holds: 2 }],
  ['startStates', { startStates: 0 }],
  ['maximumPayloadBytes', { maximumPayloadBytes: 511 }],
  ['dacConverters', { dacConverters: 0 }],
  ['adcConverters', { adcConverters: 0 }],
  ['referenceV', { referenceV: NaN }],
  ['timeConstantS', { timeConstantS: 0 }],
  ['timeConstantS', { timeConstantS: NaN }],
  ['holdDroopPerS', { holdDroopPerS: -1 }],
  [
    'driveFormat.resolutionBits: is 17; expected 2 to 16',
    { driveFormat: { kind: CodeKind.INT16, resolutionBits: 17 } },
  ],
  [
    'driveFormat.resolutionBits: is 1; expected 2 to 16',
    { driveFormat: { kind: CodeKind.INT16, resolutionBits: 1 } },
  ],
  [
    'readoutFormat.resolutionBits: is 16; expected 32',
    { readoutFormat: { kind: CodeKind.FLOAT32, resolutionBits: 16 } },
  ],
  ['leak: step is 0', { leak: { ...plainCapabilities.leak, step: 0 } }],
  ['noise: a grid runs from', { noise: { ...plainCapabilities.noise, maximum: -1 } }],
];

test.each(faults)('a record with a wrong %s is refused by name', (message, change) => {
  expect(capabilitiesOf({ ...plainCapabilities, ...change })).toContain(message);
});
