import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveChip } from '@thermoloop/lab';
import { serveEmulator } from '@thermoloop/spu-emulator';
import { progress } from '../../output/progress.js';
import type { Section } from '../section.js';
import { memorySample, type MemorySample } from './memory.js';
import { runSoak } from './run-soak.js';
import { soakRequirements, soakText } from './soak-text.js';

const allRuns = 2000;
const RUNS_PER_SAMPLE = 100;

/** Many runs through one emulator at a unix socket, with cancels, resets, stalls and disconnects at random. */
export const soak: Section = {
  name: 'soak',
  description: '2 000 runs over a unix socket with cancels, resets, stalls and disconnects at random',
  measure: async ({ steps = allRuns }) => {
    const folder = await mkdtemp(join(tmpdir(), 'thermoloop-soak-'));
    const url = { kind: 'unix', path: join(folder, 'socket') } as const;
    const inside: string[] = [];
    const emulator = await serveEmulator(resolveChip('reference', {}).spec, url, {
      onFault: (fault) => inside.push(fault.message),
    });
    try {
      const memory: MemorySample[] = [];
      const accounts = await runSoak({
        url,
        runs: steps,
        seed: 1,
        onRound: ({ runs }) => {
          if (runs < (memory.at(-1)?.runs ?? 0) + RUNS_PER_SAMPLE) return;
          memory.push(memorySample(runs));
          progress(`${runs} runs`);
        },
      });
      const figures = { accounts, memory, inside };
      const requirements = soakRequirements(figures, steps);
      return { document: figures, text: soakText(figures, requirements), requirements };
    } finally {
      await emulator.stop();
      await rm(folder, { recursive: true });
    }
  },
};
