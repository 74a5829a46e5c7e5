import { readFileSync } from 'node:fs';
import { markdownTable } from '../../output/markdown-table.js';
import { markedBlock } from '../../output/marked-block.js';
import { progress } from '../../output/progress.js';
import { repositoryFile } from '../../output/repository-file.js';
import type { Section } from '../section.js';
import { deviceStep, type DeviceStep } from './device-step.js';
import { changes, chips, type Variant } from './settings.js';
import { slowestLinkTable, slowestLinkText } from './slowest-link-text.js';

const page = 'docs/slowest-link.md';

export interface MeasuredVariant {
  readonly title: string;
  readonly step: DeviceStep;
}

/** What a step waits for on the device's side, chip by chip, and how that moves with bits, channels and bandwidth. */
export const slowestLink: Section = {
  name: 'slowest-link',
  description: 'what a step waits for: wire, converters or cells, for each chip and around the reference',
  measure: async () => {
    const byChip = await measured(chips);
    const byChange = await measured(changes);
    return {
      document: { byChip, byChange },
      text: slowestLinkText(byChip, byChange),
      requirements: [],
      files: () => {
        const table = (rows: readonly MeasuredVariant[]): string => markdownTable(...slowestLinkTable(rows));
        const before = readFileSync(repositoryFile(page), 'utf8');
        const content = markedBlock(markedBlock(before, 'chips', table(byChip)), 'changes', table(byChange));
        return Promise.resolve([{ path: page, content }]);
      },
    };
  },
};

async function measured(variants: readonly Variant[]): Promise<MeasuredVariant[]> {
  const all: MeasuredVariant[] = [];
  for (const { title, flags } of variants) {
    progress(title);
    all.push({ title, step: await deviceStep(flags) });
  }
  return all;
}
