import { unwrapSources } from '@thermoloop/bus';
import { chipSchema } from '@thermoloop/spu-emulator';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ResolvedChip } from '../../chips/resolve-chip.js';

/** A leaf of a chip spec. */
export interface ChipParameter {
  /** 'adc.resolutionBits'. */
  readonly path: string;
  readonly description: string | undefined;
  /** '' of a plain number; undefined of what is no number. */
  readonly unit: string | undefined;
  readonly isInteger: boolean;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  /** What else it may be, of a choice. */
  readonly choices: readonly (string | boolean)[];
  /** As the emulator has it, a number in `unit`; undefined where it has no such thing. */
  readonly value: unknown;
  /** What it is where a chip file does not give it; undefined where it has to. */
  readonly fallback: unknown;
  /** Whether the chip file gives it. */
  readonly isGiven: boolean;
}

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly enum?: readonly (string | boolean)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly 'x-unit'?: string;
}

/** Every parameter of a chip, in the order of the schema; of a choice of kinds, those of the kind that the chip has. */
export function chipParameters({ spec, text }: Pick<ResolvedChip, 'spec' | 'text'>): ChipParameter[] {
  const schema = z.toJSONSchema(chipSchema, { io: 'input' }) as Node;
  return leaves(schema, '', spec, unwrapSources(parse(text)));
}

function leaves(node: Node, path: string, value: unknown, written: unknown): ChipParameter[] {
  const options = node.oneOf ?? node.anyOf;
  if (options !== undefined) {
    const given = isRecord(written) ? written : value;
    const option = options.find((each) => fits(each, given)) ?? options[0]!;
    const kinds = options.flatMap((each) => constants(each));
    return leaves({ ...option, ...described(node, option) }, path, value, written).map((leaf) =>
      leaf.choices.length === 1 && kinds.includes(leaf.choices[0]!) && leaf.path.startsWith(path)
        ? { ...leaf, choices: kinds }
        : leaf,
    );
  }
  if (node.properties !== undefined) {
    return Object.entries(node.properties).flatMap(([name, child]) =>
      leaves(child, path === '' ? name : `${path}.${name}`, childOf(value, name), childOf(written, name)),
    );
  }
  const unit = node['x-unit'];
  return [
    {
      path,
      description: node.description,
      unit,
      isInteger: node.type === 'integer',
      minimum: node.minimum ?? node.exclusiveMinimum,
      maximum: node.maximum,
      choices:
        node.const !== undefined
          ? [node.const as string | boolean]
          : (node.enum ?? (node.type === 'boolean' ? [false, true] : [])),
      fallback: node.default,
      value,
      isGiven: written !== undefined,
    },
  ];
}

/** Whether what is written is of this kind: its constants are the ones of the option. */
function fits({ properties = {} }: Node, given: unknown): boolean {
  const fixed = Object.entries(properties).filter(([, child]) => child.const !== undefined);
  return fixed.length > 0 && fixed.every(([name, child]) => childOf(given, name) === child.const);
}

const constants = ({ properties = {} }: Node): (string | boolean)[] =>
  Object.values(properties).flatMap((child) => (child.const === undefined ? [] : [child.const as string]));

const described = (node: Node, option: Node): Pick<Node, 'description'> => {
  const description = option.description ?? node.description;
  return description === undefined ? {} : { description };
};

function childOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
