import { describe, expect, test } from '@jest/globals';
import { chipNames } from '../chips/chip-file.js';
import { resolveChip } from '../chips/resolve-chip.js';
import type { Finding } from './figure.js';
import { leavesOf, silentLeaves, speaksOf, withoutOutdone } from './leaves.js';
import { exactly, notObservable } from './statistics/evidence.js';

const finding = (name: string, checks: string[], evidence: Finding['evidence']): Finding => ({
  name,
  title: name,
  unit: '',
  checks,
  evidence,
  method: 'none',
});

describe('leaves of a datasheet', () => {
  test('are everything that it says, a list as one', () => {
    const leaves = leavesOf(resolveChip('reference', {}).spec);
    expect(leaves).toEqual(
      expect.arrayContaining(['name', 'array.leak.minimum', 'cell.startStates', 'link.latencyS']),
    );
    expect(leaves.filter((leaf) => leaf.startsWith('cell.startStates'))).toHaveLength(1);
  });

  test('are checked by their own path or by that of what is around them', () => {
    const grid = { checks: ['array.leak'] };
    expect(speaksOf(grid, 'array.leak.minimum')).toBe(true);
    expect(speaksOf(grid, 'array.leakage')).toBe(false);
  });

  test.each(chipNames())('of %s all come out, each with a reason, where nothing is measured', (name) => {
    const { spec } = resolveChip(name, {});
    const findings = silentLeaves(spec, []);
    expect(findings.map(({ checks }) => checks[0])).toEqual(leavesOf(spec));
    for (const { evidence } of findings) {
      if (evidence.kind !== 'not-observable') throw new Error('a silent leaf was measured');
      expect(evidence.reason.length).toBeGreaterThan(5);
    }
  });
});

test('what is not observable in one way and is in another comes out once', () => {
  const measured = finding('run.settleTime', ['dac.settlingTimeS'], exactly(1));
  const hidden = finding('dac.settlingTime', ['dac.settlingTimeS'], notObservable('no loopback'));
  const other = finding('dac.inl', ['dac.inl'], notObservable('no loopback'));
  expect(withoutOutdone([measured, hidden, other])).toEqual([measured, other]);
});
