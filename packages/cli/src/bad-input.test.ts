import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { failureDocumentSchema } from '@thermoloop/lab';
import { writeSmallDataset } from './testing/idx-files.js';
import { smallNetwork } from './testing/small-network.js';
import { inPool, thermoloop, type Ended } from './testing/spawn-cli.js';

interface Mistake {
  readonly what: string;
  readonly args: readonly string[];
  /** How the first line begins, behind "error: "; LINE stands for the number of a line. */
  readonly place: string;
  /** What the lines say besides. */
  readonly says: RegExp;
}

const small = [...smallNetwork, '--steps', '2', '--out', 'run'];

/** Changes one line of the reference chip. */
function chip(line: RegExp, replacement: string): string {
  const reference = readFileSync(new URL('../../../chips/reference.yaml', import.meta.url), 'utf8');
  expect(reference).toMatch(line);
  return reference.replace(line, replacement);
}

const mistakes: readonly Mistake[] = [
  {
    what: 'a chip with an unknown field',
    args: ['--chip', 'unknown-field.yaml'],
    place: 'unknown-field.yaml:LINE: adc.resolutionBit:',
    says: /found an unknown field, expected resolutionBits/,
  },
  {
    what: 'a chip with volts for a time',
    args: ['--chip', 'wrong-unit.yaml'],
    place: 'wrong-unit.yaml:LINE: array.timeConstantS:',
    says: /found 5 V, expected a time/,
  },
  {
    what: 'a change of the chip to 0 bits',
    args: ['--set', 'chip.adc.resolutionBits=0'],
    place: '--set chip.adc.resolutionBits=0:',
    says: /found 0, expected an integer from 2 to 16/,
  },
  {
    what: 'a change of the chip to a negative bandwidth',
    args: ['--set', 'chip.link.bandwidthBitPerS=-5 Gbit/s'],
    place: '--set chip.link.bandwidthBitPerS=-5 Gbit/s:',
    says: /found -5 Gbit\/s, expected a data rate above 0/,
  },
  {
    what: 'a change of a field that a chip does not have',
    args: ['--set', 'chip.adc.bits=4'],
    place: '--set chip.adc.bits=4:',
    says: /found an unknown field/,
  },
  {
    what: 'a truncated IDX file',
    args: ['--data', 'truncated'],
    place: `${join('truncated', 'train-images-idx3-ubyte')}, byte`,
    says: /found .*, expected /,
  },
  {
    what: 'a network larger than the chip',
    args: ['--set', 'chip.array.cells=100'],
    place: '--set chip.array.cells=100:',
    says: /found 100, expected at least 275 for mnist-mlp[\s\S]*\n.*--hidden.*--tile/,
  },
  {
    what: 'a carry time for a model in tiles, which --tile asks for without a value',
    args: ['--set', 'chip.array.cells=100', '--tile', '--carry-time', '1'],
    place: 'a carry time of 1 has no meaning for a model in 4 tiles: ',
    says: /\nLeave --carry-time out/,
  },
  {
    what: 'more rows than the chip has',
    args: ['--batch', '240', '--set', 'chip.array.rows=64'],
    place: '--set chip.array.rows=64:',
    says: /found 64, expected at least 720[\s\S]*\n.*--batch.*empirical-fisher/,
  },
  {
    what: 'more examples in a batch than there are',
    args: ['--batch', '241'],
    place: '--batch:',
    says: /found 241, expected at most the 240 training examples/,
  },
  {
    what: 'more training examples than there are',
    args: ['--train-examples', '241'],
    place: '--train-examples:',
    says: /found 241, expected at most the 240 training examples/,
  },
  {
    what: 'an unknown workload',
    args: ['--workload', 'mnist-cnm'],
    place: '--workload:',
    says: /\nDid you mean mnist-cnn\?/,
  },
  {
    what: 'an unknown optimizer',
    args: ['--optimizer', 'tgnd'],
    place: '--optimizer:',
    says: /\nDid you mean tngd\?/,
  },
  {
    what: 'an unknown chip',
    args: ['--chip', 'refrence'],
    place: '--chip refrence:',
    says: /\nDid you mean reference\?/,
  },
  {
    what: 'an unknown machine',
    args: ['--machine', 'referense'],
    place: '--machine referense:',
    says: /found no machine of that name[\s\S]*\nDid you mean reference\?/,
  },
  {
    what: 'async on a clock that waits',
    args: ['--mode', 'async'],
    place: '--mode:',
    says: /found "async" with clock lockstep, expected --clock free or --clock paced with it/,
  },
  {
    what: 'a landscape that starts nowhere',
    args: ['--workload', 'landscape', '--start-at', 'x=1'],
    place: '--',
    says: /found .*, expected /,
  },
  {
    what: 'an unknown flag',
    args: ['--stepz', '3'],
    place: `thermoloop train: unknown option '--stepz'`,
    says: /\nDid you mean --steps\?/,
  },
  {
    what: 'a flag of a later version',
    args: ['--histograms'],
    place: `thermoloop train: unknown option '--histograms'`,
    says: /\nthermoloop train --help/,
  },
  {
    what: 'a flag without its value',
    args: ['--seed'],
    place: `thermoloop train: option '--seed <N>' argument missing`,
    says: /\nthermoloop train --help/,
  },
  {
    what: 'a run directory that is not empty',
    args: ['--out', 'full'],
    place: '--out full:',
    says: /found a directory that holds notes\.txt, expected an empty or new one\n.*--force/,
  },
  {
    what: 'a temperature on a chip without noise control',
    args: ['--temperature', '0.1'],
    place: 'temperature 0.1',
    says: /no noise control/,
  },
  {
    what: 'an unknown setting in a file',
    args: ['--config', 'unknown-setting.yaml'],
    place: 'unknown-setting.yaml: runtime:',
    says: /found an unknown setting, expected run-time/,
  },
  {
    what: 'an argument too many',
    args: ['now'],
    place: 'thermoloop train: too many arguments',
    says: /\nthermoloop train --help/,
  },
];

describe('what is wrong is answered in one or two lines, with status 2, and nothing is written', () => {
  let folder: string;
  let before: readonly string[];
  let ended: readonly Ended[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'thermoloop-cli-'));
    writeSmallDataset(join(folder, 'data'));
    writeSmallDataset(join(folder, 'truncated'));
    truncateSync(join(folder, 'truncated', 'train-images-idx3-ubyte'), 5000);
    writeFileSync(join(folder, 'unknown-field.yaml'), chip(/^adc:$/m, 'adc:\n  resolutionBit: 8'));
    writeFileSync(
      join(folder, 'wrong-unit.yaml'),
      chip(/timeConstantS: \{ value: 1 us,/, 'timeConstantS: { value: 5 V,'),
    );
    writeFileSync(join(folder, 'unknown-setting.yaml'), 'runtime: 3\n');
    mkdirSync(join(folder, 'full'));
    writeFileSync(join(folder, 'full', 'notes.txt'), 'mine');
    before = files(folder);
    ended = await inPool(mistakes, 2, ({ args }) =>
      thermoloop(folder, ['train', '--json', '--quiet', ...small, ...args]),
    );
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(mistakes.map((mistake, i) => ({ ...mistake, i })))('$what', ({ place, says, i }) => {
    const { status, stderr, stdout } = ended[i]!;
    const lines = stderr.trimEnd().split('\n');
    expect(lines[0]!.replace(/\.yaml:\d+:/, '.yaml:LINE:').slice(0, 7 + place.length)).toBe(
      `error: ${place}`,
    );
    expect(stderr).toMatch(says);
    expect(lines.length).toBeLessThanOrEqual(2);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(status).toBe(2);

    const document = failureDocumentSchema.parse(JSON.parse(stdout));
    expect(document).toMatchObject({ schema: 'thermoloop.train/1', status: 'failed' });
    expect(`error: ${document.error.message}`).toBe(stderr.trimEnd());
  });

  test('no file was made', () => {
    expect(files(folder)).toEqual(before);
  });
});

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}
