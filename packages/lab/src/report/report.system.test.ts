import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, launchBrowser } from '../testing/browser.js';
import { systemTest } from '../testing/system-program.js';
import { buildReport } from './build-report.js';
import type { Run } from './run-files.js';
import { alongTheValley, fixtureLandscape } from './testing/fixture-landscape.js';
import { fixtureRun } from './testing/fixture-run.js';

const onBrowser = systemTest(chromiumPath);

/** What the page's own functions use of the DOM, which Node's types do not have. */
interface Element {
  readonly id: string;
  querySelectorAll(selector: string): ArrayLike<unknown>;
}

interface Visit {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

describe('the report in a browser', () => {
  let folder: string;
  let browser: Browser | undefined;
  let address: string;
  let landscape: string;

  beforeAll(async () => {
    folder = process.env['THERMOLOOP_SCREENSHOTS'] ?? mkdtempSync(join(tmpdir(), 'thermoloop-report-'));
    mkdirSync(folder, { recursive: true });
    address = await written('report', fixtureRun());
    landscape = await written('landscape', fixtureLandscape({ positions: alongTheValley }));
    if (chromiumPath !== undefined) browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    if (process.env['THERMOLOOP_SCREENSHOTS'] === undefined) rmSync(folder, { recursive: true });
  });

  async function written(name: string, run: Run): Promise<string> {
    const path = join(folder, `${name}.html`);
    writeFileSync(path, await buildReport(run));
    return pathToFileURL(path).href;
  }

  async function visit(colorScheme: 'light' | 'dark', width: number, at = address): Promise<Visit> {
    browser ??= await launchBrowser();
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(at);
    await page.locator('html[data-charts="drawn"]').waitFor({ timeout: 20_000 });
    return { page, complaints, requests };
  }

  for (const [colorScheme, width, name] of [
    ['light', 1280, 'light'],
    ['dark', 1280, 'dark'],
    ['light', 390, 'phone'],
  ] as const) {
    onBrowser(`${name}: draws every chart, without a complaint, from nothing but the file`, async () => {
      const { page, complaints, requests } = await visit(colorScheme, width);
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });

      const marks = await page.locator('.chart').evaluateAll((charts: readonly Element[]) =>
        charts.map((chart) => ({
          id: chart.id,
          marks: chart.querySelectorAll('svg .mark-group path').length,
        })),
      );
      expect(marks.length).toBeGreaterThanOrEqual(14);
      expect(marks.filter((chart) => chart.marks < 2)).toEqual([]);
      expect(complaints).toEqual([]);
      expect(requests.filter((url) => url !== address && !url.startsWith('data:'))).toEqual([]);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      await page.close();
    });
  }

  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
  ] as const) {
    onBrowser(
      `a landscape, ${colorScheme}, ${width} wide: contours and paths, without a complaint`,
      async () => {
        const { page, complaints, requests } = await visit(colorScheme, width, landscape);
        await page.screenshot({
          path: join(folder, `landscape-${colorScheme}-${width}.png`),
          fullPage: true,
        });
        expect(await page.locator('#landscape svg .layer_0_marks path').count()).toBeGreaterThanOrEqual(8);
        const colours = await page.evaluate<{ paths: string[]; legend: string[] }>(`({
        paths: [...document.querySelectorAll('#landscape svg :is(.layer_1_marks, .layer_2_marks) path')].map((path) => getComputedStyle(path).stroke),
        legend: [...document.querySelectorAll('[aria-labelledby="landscape-title"] .swatch')].map((swatch) => getComputedStyle(swatch).backgroundColor),
      })`);
        expect(colours.legend).toHaveLength(5);
        expect(new Set(colours.paths)).toEqual(new Set(colours.legend));
        expect(complaints).toEqual([]);
        expect(requests.filter((url) => url !== landscape && !url.startsWith('data:'))).toEqual([]);
        const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        expect(overflow).toBeLessThanOrEqual(0);
        await page.close();
      },
    );
  }

  onBrowser('tells step, position and loss of a path under the pointer', async () => {
    const { page } = await visit('light', 1280, landscape);
    await page.locator('#landscape svg').hover({ position: { x: 400, y: 300 } });
    const tooltip = page.locator('#vg-tooltip-element.visible');
    await tooltip.waitFor({ timeout: 10_000 });
    expect(await tooltip.innerText()).toMatch(
      /optimizer\s+\w+\s+step\s+\d+\s+x\s+\S+\s+y\s+\S+\s+loss\s+\S+/,
    );
    await page.close();
  });

  onBrowser('follows a change of the colour scheme while it is open', async () => {
    const { page, complaints } = await visit('light', 1280);
    const strokeOf = () => page.locator('#loss-step svg .mark-line path').nth(1).getAttribute('stroke');
    const inLight = await strokeOf();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('html[data-charts="drawn"][data-scheme="dark"]').waitFor({ timeout: 20_000 });
    expect(await strokeOf()).not.toBe(inLight);
    expect(await page.locator('.chart > svg, .chart .vega-embed svg').count()).toBeGreaterThanOrEqual(14);
    expect(complaints).toEqual([]);
    await page.close();
  });

  onBrowser('tells the values under the pointer', async () => {
    const { page } = await visit('light', 1280);
    await page.locator('#loss-step svg').hover({ position: { x: 300, y: 80 } });
    const tooltip = page.locator('#vg-tooltip-element.visible');
    await tooltip.waitFor({ timeout: 10_000 });
    expect(await tooltip.innerText()).toMatch(/step/);
    await page.close();
  });
});
