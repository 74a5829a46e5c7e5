import { chromium, type Browser } from 'playwright-core';
import { programPath } from './system-program.js';

export const chromiumPath = programPath([
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
]);

/** A browser without a window. @throws where there is none */
export async function launchBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('no chromium on the PATH: apt-get install chromium');
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
