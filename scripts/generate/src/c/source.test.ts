import { expect, test } from '@jest/globals';
import { comment, snakeCase, upperCase } from './source.js';

test('names become those of C', () => {
  expect(['runTicks', 'RunCommand', 'droopV2', 'crc32c', 'HELLO'].map(snakeCase)).toEqual([
    'run_ticks',
    'run_command',
    'droop_v2',
    'crc32c',
    'hello',
  ]);
  expect(upperCase('simulationRunIndex')).toBe('SIMULATION_RUN_INDEX');
});

test('a comment cannot be ended by its own words, and is broken where it is long', () => {
  expect(comment('', 'rows */ columns')).toBe('/* rows * / columns */\n');
  expect(comment('', undefined, '')).toBe('');
  const lines = comment('  ', 'word '.repeat(40).trim()).split('\n');
  expect(lines[0]).toBe('  /*');
  expect(lines.slice(1, -2).every((line) => line.startsWith('   * word') && line.length <= 100)).toBe(true);
  expect(lines.at(-2)).toBe('   */');
});
