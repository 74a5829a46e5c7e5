import type { FigureRecord } from '../characterize-result.js';

/** A part of the datasheet. */
export interface Group {
  readonly id: string;
  readonly title: string;
  readonly figures: readonly FigureRecord[];
}

const parts: readonly (readonly [id: string, title: string, prefixes: readonly string[]])[] = [
  ['dac', 'DAC and loopback', ['dac', 'loop']],
  ['adc', 'ADC and readout', ['adc', 'readout', 'converters', 'testPoints']],
  ['cells', 'Cells', ['cell']],
  ['couplings', 'Couplings and rows', ['coupling', 'array.rowAmplifier']],
  ['times', 'Times, energies and link', ['run', 'link', 'array.power', 'array.runTimer']],
];

/** Figures by part of the datasheet; what belongs to none is the structure of the chip. */
export function groupsOf(figures: readonly FigureRecord[]): Group[] {
  const partOf = ({ name }: FigureRecord): string | undefined =>
    parts.find(([, , prefixes]) =>
      prefixes.some((prefix) => name === prefix || name.startsWith(`${prefix}.`)),
    )?.[0];
  const groups = parts.map(([id, title]) => ({
    id,
    title,
    figures: figures.filter((each) => partOf(each) === id),
  }));
  const rest = {
    id: 'structure',
    title: 'Structure',
    figures: figures.filter((each) => partOf(each) === undefined),
  };
  return [...groups, rest].filter((group) => group.figures.length > 0);
}

/** Of a curve by its name. */
export function groupOfCurve(name: string): string {
  return (
    parts.find(([, , prefixes]) => prefixes.some((prefix) => name.startsWith(`${prefix}.`)))?.[0] ?? 'adc'
  );
}
