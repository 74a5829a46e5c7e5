import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { ChipSpecError } from './chip-spec-error.js';
import { parseChip } from './parse-chip.js';

const folder = new URL('../../src/chip/fixtures/broken/', import.meta.url);

/** What is said of each file: its line, the path, what stands there, what should, and what to do. */
const complaints: readonly (readonly [file: string, complaint: string, remedy: string])[] = [
  [
    'drive-beyond-the-converter.yaml',
    '13: array.driveGain: found {"kind":"continuous","minimum":"1 nV","maximum":"1 mV"}, expected at most 0.00048828125 V, one LSB of the DAC at its full-scale range',
    'Change driveGain',
  ],
  [
    'grid-upside-down.yaml',
    '12: array.leak: found {"kind":"continuous","minimum":128,"maximum":64}, expected a grid: a grid runs from a finite minimum to a finite maximum, not from 128 to 64',
    'Change leak',
  ],
  ['half-a-cell.yaml', '5: array.cells: found 255.5, expected an integer from 1 to 4000000', 'Change cells'],
  [
    'name-of-two-words.yaml',
    '1: name: found my chip, expected a name of 1 to 31 characters without spaces',
    'Change name',
  ],
  [
    'negative-bandwidth.yaml',
    '49: link.bandwidthBitPerS: found -50 Gbit/s, expected a data rate above 0 such as 50 Gbit/s',
    'Change bandwidthBitPerS',
  ],
  [
    'no-bits.yaml',
    '32: adc.resolutionBits: found 0, expected an integer from 2 to 16',
    'Change resolutionBits',
  ],
  ['no-link.yaml', '1: link: found nothing, expected an object of fields', 'Write link there'],
  [
    'no-start-state.yaml',
    '45: cell.startStates: found [], expected at least one start state',
    'Change startStates',
  ],
  [
    'no-unit.yaml',
    '10: array.timeConstantS: found 0.000001, expected a time such as 1 us',
    'Change timeConstantS',
  ],
  [
    'no-write-time.yaml',
    '17: coupling.writeTimeS: found nothing, expected a time such as 1 us',
    'Write writeTimeS there',
  ],
  [
    'one-bank-without-hold.yaml',
    '8: array.banks: found 1, expected 2, since cell.hold.kind is none: such cells need a bank that drives them while the other is written',
    'Change banks',
  ],
  [
    'open-bracket.yaml',
    '46: found a fault (Flow sequence in block collection must be sufficiently indented and end with a ]), expected YAML',
    'Correct the line, or the one before it',
  ],
  [
    'rails-without-sde.yaml',
    '54: physics.level: found exact, expected sde, since cell.rails.kind is clamp: the level exact knows linear cells only',
    'Change level',
  ],
  [
    'source-without-value.yaml',
    '5: array.cells: found {"source":"data sheet"}, expected an integer from 1 to 4000000',
    'Change cells',
  ],
  [
    'text-for-a-number.yaml',
    '28: dac.converters: found many, expected an integer from 1 to 1000000',
    'Change converters',
  ],
  [
    'timer-shorter-than-its-step.yaml',
    '15: array.runTimer.maximumS: found 10 ps, expected at least one step of 1e-9 s',
    'Change maximumS',
  ],
  [
    'too-many-bits.yaml',
    '24: dac.resolutionBits: found 24, expected an integer from 2 to 16',
    'Change resolutionBits',
  ],
  ['twice.yaml', '8: found a fault (Map keys must be unique), expected YAML', 'Correct the line'],
  [
    'unknown-field.yaml',
    '26: dac.settlingTime: found an unknown field, expected settlingTimeS',
    'Rename settlingTime or take it away',
  ],
  ['unknown-kind.yaml', '31: adc.kind: found quantised, expected one of ideal, quantized', 'Change kind'],
  ['unknown-section.yaml', '30: adcc: found an unknown field, expected adc', 'Rename adcc or take it away'],
  [
    'unknown-start-state.yaml',
    '45: cell.startStates.0: found gradeint, expected one of gradient, previous, zero, written',
    'Change startStates',
  ],
  [
    'unknown-unit.yaml',
    '10: array.timeConstantS: found 1 usec, expected a time such as 1 us',
    'Change timeConstantS',
  ],
  [
    'wrong-dimension.yaml',
    '10: array.timeConstantS: found 5 V, expected a time such as 1 us',
    'Change timeConstantS',
  ],
];

test.each(complaints)('%s is refused with its line, its path and a remedy', (file, complaint, remedy) => {
  const text = readFileSync(new URL(file, folder), 'utf8');
  const refused = (): unknown => parseChip(text, file);
  expect(refused).toThrow(ChipSpecError);
  expect(refused).toThrow(`${file}:${complaint}\n${remedy}`);
});

test('no broken file is left out, and there are at least 20', () => {
  const files = readdirSync(folder).sort();
  expect(files).toEqual(complaints.map(([file]) => file));
  expect(files.length).toBeGreaterThanOrEqual(20);
});
