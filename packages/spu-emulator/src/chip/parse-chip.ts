import { collectSources, specProblems, unwrapSources } from '@thermoloop/bus';
import { parseDocument } from 'yaml';
import { chipSchema, type ChipSpec } from './chip-schema.js';
import { ChipSpecError } from './chip-spec-error.js';

export interface Chip {
  readonly spec: ChipSpec;
  /** Where numbers come from, by path ('adc.resolutionBits'). */
  readonly sources: Readonly<Record<string, string>>;
}

/** Reads a chip spec in YAML. Throws a ChipSpecError that names `fileName`, the path in it, what was found and what was expected. */
export function parseChip(text: string, fileName: string): Chip {
  const raw = yamlOf(text, fileName);
  const values = unwrapSources(raw);
  const result = chipSchema.safeParse(values);
  if (result.success) return { spec: result.data, sources: collectSources(raw) };
  const [first, ...others] = specProblems(result.error, values);
  throw new ChipSpecError({
    file: fileName,
    path: first?.path ?? '',
    found: first?.found ?? 'a spec that the schema refuses',
    expected: first?.expected ?? 'a chip',
    ...(others.length > 0 && { remedy: `Also wrong: ${others.map(({ path }) => path).join(', ')}.` }),
  });
}

function yamlOf(text: string, file: string): unknown {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    const [line = ''] = error.message.split('\n');
    throw new ChipSpecError({
      file,
      path: '',
      found: `a fault (${line.replace(/:$/, '')})`,
      expected: 'YAML',
    });
  }
  return document.toJS();
}
