import { beforeAll, describe, expect, test } from '@jest/globals';
import { compile, type TopLevelSpec } from 'vega-lite';
import { trainSummarySchema } from '../train/train-result.js';
import { stepSchema } from '../train/step-schema.js';
import { runFiles } from '../run-directory/run-directory.js';
import { buildReport } from './build-report.js';
import type { Run } from './run-files.js';
import { alongTheValley, fixtureLandscape } from './testing/fixture-landscape.js';
import { fixtureRun } from './testing/fixture-run.js';

interface ChartData {
  readonly charts: readonly { readonly id: string; readonly spec: object }[];
  readonly datasets: Readonly<Record<string, readonly object[]>>;
}

function chartData(page: string): ChartData {
  const json = /<script type="application\/json" id="chart-data">(.*?)<\/script>/s.exec(page)![1]!;
  return JSON.parse(json) as ChartData;
}

describe('the report of a run', () => {
  const run = fixtureRun();
  let page: string;
  beforeAll(async () => {
    page = await buildReport(run);
  });

  test('the fixture is a run as the schemas say', () => {
    expect(trainSummarySchema.parse(run.summary)).toEqual(run.summary);
    for (const step of run.steps) expect(stepSchema.parse(step)).toEqual(step);
  });

  test('names nothing outside itself that a browser would fetch', () => {
    const markup = page.replace(/<script\b.*?<\/script>/gs, '');
    const outside = [...markup.matchAll(/<(\w+)[^>]*\b(?:src|href)="(?!data:)([^"#][^"]*)"/g)];
    const fetched = outside.filter(([, element]) => element !== 'a');
    expect(fetched).toEqual([]);
    // Links lead to the files of the run.
    const files: readonly string[] = Object.values(runFiles);
    expect(outside.map(([, , address]) => address!).filter((address) => !files.includes(address))).toEqual(
      [],
    );
    expect(page.includes('content="default-src &#39;none&#39;;')).toBe(true);
    expect(page.includes('sourceMappingURL=vega')).toBe(false);
  });

  test('text from the run is escaped', () => {
    expect(page.includes('made up for this fixture &lt;b&gt;')).toBe(true);
    expect(page.includes('fixture <b>')).toBe(false);
  });

  test('every chart compiles without a warning, over data that is there', () => {
    const { charts, datasets } = chartData(page);
    expect(charts.length).toBeGreaterThanOrEqual(14);
    expectToCompile(page);
    for (const [name, rows] of Object.entries(datasets))
      expect([name, rows.length > 0]).toEqual([name, true]);
  });

  test('the error of the device has its parts in a chart and a table', () => {
    const { charts, datasets } = chartData(page);
    expect(charts.map(({ id }) => id)).toContain('budget');
    const causes = new Set(datasets['budget']!.map((row) => (row as { cause: string }).cause));
    expect([...causes]).toEqual(['finite run time', 'rounding of B', 'ADC', 'the device itself']);
    const words = wordsOf(page);
    expect(words).toContain(
      '10 steps were held against the exact answer (means over them): the solution was off by 70.0 % of it',
    );
    expect(words).toMatch(/finite run time 96\.00 % 96\.10 % rounding of B/);
  });

  test('a long run is drawn with few points', async () => {
    const { datasets } = chartData(await buildReport(fixtureRun(5000)));
    expect(datasets['curve']).toHaveLength(1500);
    expect(datasets['clipping']!.length).toBeLessThanOrEqual(6 * 300);
  });
});

describe('the report of a run that went otherwise', () => {
  test('one without a device has no device in it', async () => {
    const { summary, steps } = fixtureRun(20);
    const page = await buildReport({
      summary: { ...summary, device: null, optimizer: 'adam' },
      steps: steps.map(({ device: _, ...step }) => step),
    });
    expect(page.includes('id="alpha"')).toBe(false);
    expect(page.includes('id="loss-step"')).toBe(true);
  });

  test('one that diverged at its first step says so and draws nothing', async () => {
    const { summary } = fixtureRun(0);
    const error = { name: 'DivergedError', message: 'diverged at step 1: the loss is NaN' };
    const page = await buildReport({ summary: { ...summary, status: 'diverged', error }, steps: [] });
    expect(page.includes('role="alert">diverged at step 1: the loss is NaN<')).toBe(true);
    expect(chartData(page).charts).toEqual([]);
  });
});

describe('the report of a landscape', () => {
  let page: string;
  beforeAll(async () => {
    page = await buildReport(fixtureLandscape({ positions: alongTheValley }));
  });

  test('draws the loss and the paths, and each chart compiles without a warning', () => {
    const ids = chartData(page).charts.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['landscape', 'descent-step', 'descent-time']));
    expectToCompile(page);
  });

  test('names every optimizer beside the colour of its path', () => {
    const rows = [...page.matchAll(/background: var\(--series-(\d)\)"><\/span\s*>\s*([\w-]+)/g)];
    const legend = rows.map(([, colour, name]) => `${colour} ${name}`).slice(0, 5);
    expect(legend).toEqual(['0 tngd', '1 sgd', '2 momentum', '3 adam', '4 ngd']);
  });

  test('speaks of no test set, no mini-batch and no accuracy', () => {
    const words = wordsOf(page);
    expect(words).not.toMatch(/test set|mini-batch|accuracy|examples/i);
    expect(words).toContain('2 parameters, 40 steps, through the emulated chip reference.');
    const { charts } = chartData(page);
    expect(charts.map(({ id }) => id).filter((id) => /^(loss|accuracy)-/.test(id))).toEqual([]);
  });

  test('with more variables than the records show has curves, on a scale that losses below 0 allow', async () => {
    const run = fixtureLandscape({ positions: alongTheValley });
    const steps = run.steps.map(({ parameters: _, ...step }) => ({ ...step, loss: step.loss! - 1 }));
    const plain = await buildReport({ ...run, steps });
    const { charts } = chartData(plain);
    expect(charts.slice(0, 2).map(({ id }) => id)).toEqual(['loss-step', 'loss-time']);
    expect(JSON.stringify(charts.slice(0, 2))).not.toContain('"log"');
    expectToCompile(plain);
    expect(wordsOf(plain)).not.toMatch(/test set|mini-batch|accuracy/i);
  });
});

describe('the report of a run tells', () => {
  const { summary, steps } = fixtureRun(20);
  const reported = async (changes: Partial<Run['summary']>, changed = steps): Promise<string> =>
    wordsOf(await buildReport({ summary: { ...summary, ...changes }, steps: changed }));

  test('the staleness of a host that works on', async () => {
    const words = await reported({
      staleness: { mean: 0.95, maximum: 1 },
      config: { ...summary.config, mode: 'async', clock: 'free' },
    });
    expect(words).toContain(
      'Staleness 0.95 steps mean; at most 1: the host works on while the device relaxes',
    );
    expect(words).toContain('through the emulated chip reference, asynchronously');
    expect(words).toContain('only for what it needs (--clock free)');
    expect(await reported({})).toContain('Staleness 0 steps the host waits for each answer');
  });

  test('how late answers came on a paced clock', async () => {
    const words = await reported({
      lateness: { answers: 80, late: 3, meanS: 2e-5, maximumS: 1.5e-3 },
      config: { ...summary.config, clock: 'paced', 'clock-scale': 0.5 },
    });
    expect(words).toContain('Lateness 20.0 µs mean, at most 1.50 ms; 3 of 80 answers came late');
    expect(words).toContain('0.500 virtual seconds in each of its seconds (--clock paced)');
  });

  test('where a device listens', async () => {
    const device = { ...summary.device!, url: 'tcp://127.0.0.1:7001' };
    const words = await reported({ device });
    expect(words).toContain('through the device at tcp://127.0.0.1:7001 (reference)');
    expect(words).not.toContain('emulated');
    expect(words).toContain('reference at tcp://127.0.0.1:7001: 65 536 cells');
  });

  test('for how long cells went on under the old problem, and those at a rail', async () => {
    const carried = steps.map((step) => ({
      ...step,
      device: { ...step.device!, carryTimeTau: { requested: 2, realised: 1.75 }, railedCells: 3 },
    }));
    const counters = { ...summary.counters, railedCells: 60 };
    const held = await reported({ counters }, carried);
    expect(held).toContain(
      'Before each run they went on under the old problem for 1.75 τ of it in the mean (2.00 τ were asked for).',
    );
    expect(held).toContain('Cells stood at a rail in 60 readings.');
    const free = await reported({ counters, device: { ...summary.device!, holds: false } }, carried);
    expect(free).toContain(
      'cells that do not hold. From one run to the next they went on under the old problem, for 1.75 τ',
    );
    expect(await reported({})).not.toMatch(/went on under|at a rail in/);
  });

  test('that it was resumed, and whether that changed anything', async () => {
    const resumed = {
      step: 10,
      runDirectory: 'runs/x',
      isExact: false,
      notes: ['step 11 starts from what was read'],
    };
    expect(await reported({ resumed })).toContain(
      'Resumed after step 10 from runs/x: an unbroken run would have had other numbers. Step 11 starts from what was read.',
    );
    expect(await reported({ resumed: { ...resumed, isExact: true, notes: [] } })).toContain(
      'with the numbers that an unbroken run has.',
    );
  });

  test('how to open its events, timeline and waveforms', async () => {
    const words = await reported({});
    expect(words).toMatch(
      /events\.jsonl .*timeline\.json .*ui\.perfetto\.dev.*trace\.vcd .*gtkwave trace\.vcd/,
    );
  });

  test('the stages of the run: carry only where there was some', async () => {
    expect(await reported({})).not.toMatch(/\bcarry\b \d/);
    const virtualTime = {
      ...summary.virtualTime,
      byStageS: { ...summary.virtualTime.byStageS, carry: 0.003 },
    };
    expect(await reported({ virtualTime })).toMatch(/\bcarry\b 3\.00 ms/);
  });
});

/** The text of a page, its white space as single spaces. */
function wordsOf(page: string): string {
  return page
    .replace(/<(script|style)\b.*?<\/\1>/gs, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&nbsp;', ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,:;])/g, '$1');
}

function expectToCompile(page: string): void {
  const { charts, datasets } = chartData(page);
  for (const { id, spec } of charts) {
    const warnings: string[] = [];
    compile(
      { ...spec, datasets } as unknown as TopLevelSpec,
      { logger: quietLogger(warnings) } as unknown as Parameters<typeof compile>[1],
    );
    expect({ id, warnings }).toEqual({ id, warnings: [] });
    expect(page.includes(`id="${id}"`)).toBe(true);
  }
}

function quietLogger(warnings: string[]): object {
  const logger = {
    level: () => logger,
    error: (...words: unknown[]) => (warnings.push(words.join(' ')), logger),
    warn: (...words: unknown[]) => (warnings.push(words.join(' ')), logger),
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}
