import { quantity, type ValidateResult } from '@thermoloop/lab';
import { table } from './table.js';

type Parameter = NonNullable<ValidateResult['parameters']>[number];

/** Every parameter of a chip: its value, where that comes from, and what a tenth more of it moves. */
export function parametersText(parameters: readonly Parameter[]): string {
  const rows = parameters.map((parameter) => [
    parameter.path,
    inUnit(parameter.value, parameter.unit),
    parameter.state === 'moves' ? `→ ${inUnit(parameter.tried, parameter.unit)}` : '',
    ...effectsOf(parameter),
    [parameter.state === 'moves' ? '' : parameter.state, parameter.reason ?? '']
      .filter((part) => part !== '')
      .join(': '),
    parameter.source ?? '',
  ]);
  const idle = parameters.filter(({ state }) => state === 'inert' || state === 'overridden').length;
  return [
    'what each parameter moves, in a few steps on a small problem; the same problems and the same noise throughout. Solution: how far it moves; error, time and energy: their change',
    table(['parameter', '>value', '>tried', '>solution', '>error', '>time', '>energy', '', 'source'], rows),
    `${idle} of ${parameters.length} parameters change nothing here.`,
  ].join('\n');
}

function effectsOf({ state, effect }: Parameter): string[] {
  if (state !== 'moves' || effect === null) return ['', '', '', ''];
  const { solution, error, time, energy } = effect;
  const changes = [error, time, energy].map((change) =>
    change === 0 ? '' : change === null ? 'from 0' : changeText(change),
  );
  return [solution === 0 ? '' : changeText(solution ?? NaN).slice(1), ...changes];
}

function changeText(change: number): string {
  const percent = 100 * change;
  const text = Math.abs(percent) < 0.01 ? '<0.01' : Math.abs(percent).toPrecision(2);
  return `${change < 0 ? '−' : '+'}${Number(text) >= 100 ? String(Math.round(Math.abs(percent))) : text} %`;
}

/** As much as a column has room for. */
function shortened(text: string): string {
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}

function inUnit(value: Parameter['value'], unit: string | null): string {
  if (value === null) return '–';
  if (typeof value !== 'number') return shortened(String(value));
  if (unit === null || unit === '') return String(Number(value.toPrecision(6)));
  return ['s', 'V', 'J', 'W', 'bit/s', 'J/bit'].includes(unit)
    ? quantity(value, unit)
    : `${Number(value.toPrecision(4))} ${unit}`;
}
