import { hex, type Layout } from '../layout.js';
import { banner, comment, quoted } from './source.js';

/** registers.ts: the values' interface and the table of addresses, widths, access and reset values. */
export function registersSource(layout: Layout): string {
  const values = layout.registers.map(
    (register) =>
      `${comment(register.doc, register.unit && `In ${register.unit}`)}readonly ${register.name}: ${
        register.type === 'u64' ? 'bigint' : 'number'
      };\n`,
  );
  const entries = layout.registers.map((register) => {
    const parts = [
      `address: ${hex(register.address)}`,
      `type: ${quoted(register.type)}`,
      `access: ${quoted(register.access)}`,
      `reset: ${register.reset}${register.type === 'u64' ? 'n' : ''}`,
      `banked: ${register.banked}`,
      `simulationOnly: ${register.simulationOnly}`,
    ];
    return `${register.name}: { ${parts.join(', ')} },\n`;
  });
  return [
    banner,
    `/** The value of every register by name. */\nexport interface RegisterValues {\n${values.join('')}}\n\n`,
    `export type RegisterName = keyof RegisterValues;\n\n`,
    `export interface RegisterDefinition {
      readonly address: number;
      readonly type: 'u32' | 'u64' | 'f64';
      readonly access: 'rw' | 'ro';
      readonly reset: number | bigint;
      /** belongs to the problem and latches with its bank */
      readonly banked: boolean;
      /** silicon ignores it */
      readonly simulationOnly: boolean;
    }\n\n`,
    `export const registers: Readonly<Record<RegisterName, RegisterDefinition>> = {\n${entries.join('')}};\n`,
  ].join('');
}
