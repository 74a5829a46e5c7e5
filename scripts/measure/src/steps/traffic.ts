import { figure, grouped } from '../output/figure.js';
import { textTable } from '../output/text-table.js';
import { median } from '../statistics/quantiles.js';
import type { MeasuredStep } from './measured-run.js';

/** What a step moves and converts, medians over steps. */
export interface Traffic {
  readonly transportBytes: { readonly down: number; readonly up: number };
  readonly linkBits: { readonly down: number; readonly up: number };
  readonly conversions: { readonly dac: number; readonly adc: number };
}

/** Undefined for steps without a device. */
export function trafficOf(steps: readonly MeasuredStep[]): Traffic | undefined {
  const reports = steps.flatMap(({ record }) => record.device ?? []);
  if (reports.length === 0) return undefined;
  return {
    transportBytes: {
      down: median(reports.map(({ transportBytes }) => transportBytes.down)),
      up: median(reports.map(({ transportBytes }) => transportBytes.up)),
    },
    linkBits: {
      down: median(reports.map(({ linkBits }) => linkBits.down)),
      up: median(reports.map(({ linkBits }) => linkBits.up)),
    },
    conversions: {
      dac: median(reports.map(({ conversions }) => conversions.dac)),
      adc: median(reports.map(({ conversions }) => conversions.adc)),
    },
  };
}

export function trafficText({ transportBytes, linkBits, conversions }: Traffic): string {
  const megabytes = figure((transportBytes.down + transportBytes.up) / 1e6);
  return textTable(
    ['a step', 'to the device', 'from the device'],
    [
      ['bytes on the transport', grouped(transportBytes.down), grouped(transportBytes.up)],
      ['bits on the virtual link', grouped(linkBits.down), grouped(linkBits.up)],
      ['conversions (DAC, ADC)', grouped(conversions.dac), grouped(conversions.adc)],
    ],
  ).concat(`\n${megabytes} MB a step in all`);
}
