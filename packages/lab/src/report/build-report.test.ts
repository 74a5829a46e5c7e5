import { beforeAll, describe, expect, test } from '@jest/globals';
import { compile, type TopLevelSpec } from 'vega-lite';
import { trainSummarySchema } from '../train/train-result.js';
import { stepSchema } from '../train/step-schema.js';
import { buildReport } from './build-report.js';
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
    const outside = [...markup.matchAll(/\b(?:src|href)="(?!data:)([^"#][^"]*)"/g)].map(
      ([, address]) => address,
    );
    expect(outside).toEqual([]);
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
    for (const { id, spec } of charts) {
      const warnings: string[] = [];
      const logger = quietLogger(warnings);
      compile(
        { ...spec, datasets } as unknown as TopLevelSpec,
        { logger } as unknown as Parameters<typeof compile>[1],
      );
      expect({ id, warnings }).toEqual({ id, warnings: [] });
      expect(page.includes(`id="${id}"`)).toBe(true);
    }
    for (const [name, rows] of Object.entries(datasets))
      expect([name, rows.length > 0]).toEqual([name, true]);
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
