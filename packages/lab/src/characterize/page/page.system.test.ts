import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { chromiumPath, launchBrowser } from '../../testing/browser.js';
import { systemTest } from '../../testing/system-program.js';
import { fixtureCharacterization, fixtureCurves } from '../testing/fixture-characterization.js';
import { buildPage } from './build-page.js';

const onBrowser = systemTest(chromiumPath);

/** What the page's own functions use of the DOM, which Node's types do not have. */
interface Element {
  readonly id: string;
  querySelectorAll(selector: string): ArrayLike<unknown>;
}

describe('the page of a characterization in a browser', () => {
  const kept = process.env['THERMOLOOP_SCREENSHOTS'];
  let folder: string;
  let browser: Browser | undefined;
  let address: string;

  beforeAll(async () => {
    folder = kept ?? mkdtempSync(join(tmpdir(), 'thermoloop-characterize-page-'));
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'characterize.html');
    writeFileSync(path, buildPage(fixtureCharacterization()));
    address = pathToFileURL(path).href;
    if (chromiumPath !== undefined) browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    if (kept === undefined) rmSync(folder, { recursive: true });
  });

  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
  ] as const) {
    onBrowser(`${colorScheme}, ${width} wide: draws every curve, without a complaint`, async () => {
      browser ??= await launchBrowser();
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(address);
      await page.locator('html[data-charts="drawn"]').waitFor({ timeout: 20_000 });
      await page.screenshot({
        path: join(folder, `characterize-${colorScheme}-${width}.png`),
        fullPage: true,
      });
      const marks = await page.locator('.chart').evaluateAll((charts: readonly Element[]) =>
        charts.map((chart) => ({
          id: chart.id,
          marks: chart.querySelectorAll('svg .mark-group path, svg .mark-rule line').length,
        })),
      );
      expect(marks).toHaveLength(fixtureCurves.length);
      expect(marks.filter((chart) => chart.marks < 2)).toEqual([]);
      expect(complaints).toEqual([]);
      expect(requests.filter((url) => url !== address && !url.startsWith('data:'))).toEqual([]);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      await page.close();
    });
  }
});
