import { beforeAll, describe, expect, test } from '@jest/globals';
import { compile, type TopLevelSpec } from 'vega-lite';
import { characterizeResultSchema } from '../characterize-result.js';
import { fixtureCharacterization } from '../testing/fixture-characterization.js';
import { buildPage } from './build-page.js';

interface ChartData {
  readonly charts: readonly { readonly id: string; readonly spec: object }[];
  readonly datasets: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

function chartData(page: string): ChartData {
  const json = /<script type="application\/json" id="chart-data">(.*?)<\/script>/s.exec(page)![1]!;
  return JSON.parse(json) as ChartData;
}

describe('the page of a characterization', () => {
  const content = fixtureCharacterization();
  let page: string;
  beforeAll(() => {
    page = buildPage(content);
  });

  test('the fixture is a document as the schema says', () => {
    expect(characterizeResultSchema.parse(content.result)).toEqual(content.result);
  });

  test('names nothing outside itself, and escapes what it is given', () => {
    const markup = page.replace(/<script\b.*?<\/script>/gs, '');
    expect([...markup.matchAll(/<(\w+)[^>]*\b(?:src|href)="(?!data:)([^"#][^"]*)"/g)]).toEqual([]);
    expect(page).toContain('title of adc.inl &lt;b&gt;'.replace('title', 'Title'));
    expect(markup).not.toContain('fixture <b>');
  });

  test('every chart compiles without a warning, over data that is there', () => {
    const { charts, datasets } = chartData(page);
    expect(charts).toHaveLength(content.curves.length);
    for (const { id, spec } of charts) {
      const warnings: string[] = [];
      const logger = {
        level: () => logger,
        error: (...words: unknown[]) => (warnings.push(words.join(' ')), logger),
        warn: (...words: unknown[]) => (warnings.push(words.join(' ')), logger),
        info: () => logger,
        debug: () => logger,
      };
      compile({ ...spec, datasets } as unknown as TopLevelSpec, { logger });
      expect({ id, warnings }).toEqual({ id, warnings: [] });
      expect(page).toContain(`id="${id}"`);
      expect(datasets[id]!.length).toBeGreaterThan(0);
    }
  });

  test('long curves keep their extremes, logarithmic ones have no place for 0', () => {
    const { datasets } = chartData(page);
    const inl = datasets['curve-adc-inl']!.filter(({ series }) => series === 'converter 0');
    expect(inl.length).toBeLessThanOrEqual(2000);
    expect(Math.max(...inl.map(({ y }) => y as number))).toBeCloseTo(0.4, 4);
    const settling = datasets['curve-dac-settling']!;
    expect(settling).toHaveLength(2);
    for (const { y, low } of settling) expect([(y as number) > 0, (low as number) > 0]).toEqual([true, true]);
  });

  test('failures come first, and one without any says so', () => {
    expect(page.indexOf('Not as specified')).toBeLessThan(page.indexOf('ADC and readout'));
    expect(page).toContain('1 not as specified');
    const passing = buildPage(fixtureCharacterization(false));
    expect(passing).toContain('as specified');
    expect(passing).not.toContain('id="failures"');
  });
});
