import { join } from 'node:path';
import {
  foundText,
  groupsOf,
  nameText,
  quantity,
  reasonText,
  runFiles,
  specifiedText,
  type CharacterizeResult,
  type FigureRecord,
} from '@thermoloop/lab';
import { table } from './table.js';

/** What stdout says of a characterized device: failures first, then the figures by part, then what was not observable and why. */
export function characterizeText(result: CharacterizeResult): string {
  const { figures, calibration, counts } = result;
  const failed = figures.filter(({ verdict }) => verdict === 'fail');
  const observed = figures.filter(({ outcome }) => outcome.kind !== 'not-observable');
  return [
    heading(result),
    ...(failed.length === 0 ? [] : [`Not as specified:\n${failureTable(failed)}`]),
    ...groupsOf(observed).map(({ title, figures: each }) => `${title}\n${figureTable(each)}`),
    ...silences(figures),
    ...(calibration === null ? [] : [calibrated(calibration)]),
    `${counts.pass} pass, ${counts.fail} fail, ${counts.open} open; ${counts.measured} measured, ${counts.bounded} bounded, ${counts.notObservable} not observable (${quantity(result.wallTimeS, 's')})`,
    `report: ${join(result.runDirectory, runFiles.report)}`,
  ]
    .join('\n\n')
    .replaceAll('\u00a0', ' ');
}

function heading({ datasheet, device, told, cells }: CharacterizeResult): string {
  const what =
    device === null
      ? `an emulator of ${datasheet}`
      : `the device at ${device} (${told.chip}) beside the datasheet ${datasheet}`;
  return `${what}; of each cell: the first ${cells.measured} of ${cells.of}`;
}

function failureTable(figures: readonly FigureRecord[]): string {
  return table(
    ['figure', 'specified', 'measured (interval)', 'how'],
    figures.map((figure) => [nameText(figure), specifiedText(figure), foundText(figure), reasonText(figure)]),
  );
}

/** A row a figure; of one that every converter has, one row for all that have the same verdict. */
function figureTable(figures: readonly FigureRecord[]): string {
  const rows: string[][] = [];
  const names = new Set(figures.map(({ name, verdict }) => `${verdict} ${name}`));
  for (const key of names) {
    const alike = figures.filter(({ name, verdict }) => `${verdict} ${name}` === key);
    const [first] = alike;
    if (first === undefined) continue;
    const name = alike.length === 1 ? nameText(first) : `${first.name} [${alike.length} converters]`;
    rows.push([
      name,
      specifiedText(first),
      alike.length === 1 ? foundText(first) : rangeText(alike),
      first.verdict,
    ]);
  }
  return table(['figure', 'specified', 'measured (interval)', 'verdict'], rows);
}

/** From the smallest to the largest of figures that differ by their converter. */
function rangeText(figures: readonly FigureRecord[]): string {
  const valueOf = ({ outcome }: FigureRecord): number =>
    outcome.kind === 'measured'
      ? (outcome.value ?? 0)
      : outcome.kind === 'bounded'
        ? (outcome.interval[1] ?? Infinity)
        : 0;
  const sorted = [...figures].sort((a, b) => valueOf(a) - valueOf(b));
  return `${foundText(sorted[0]!)} to ${foundText(sorted.at(-1)!)}`;
}

/** What was not observable, by its reason. */
function silences(figures: readonly FigureRecord[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const figure of figures) {
    if (figure.outcome.kind !== 'not-observable') continue;
    const { reason } = figure.outcome;
    byReason.set(reason, [...(byReason.get(reason) ?? []), nameText(figure)]);
  }
  if (byReason.size === 0) return [];
  const rows = [...byReason].map(([reason, names]) => `  ${[...new Set(names)].join(', ')}: ${reason}`);
  return [['Not observable on this device', ...rows].join('\n')];
}

/** Gain and offset of the converters without and with the tables. */
function calibrated({ file, before, after }: NonNullable<CharacterizeResult['calibration']>): string {
  const rows = before.map((figure, i) => [nameText(figure), foundText(figure), foundText(after[i]!)]);
  return `Calibration in ${file}\n${table(['figure', 'without', 'with'], rows)}`;
}
