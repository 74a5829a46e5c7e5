import { z } from 'zod';

/**
 * One setting of an experiment, under one name on the command line, in a configuration file and in the resolved
 * configuration.
 */
export interface Setting<T> {
  readonly schema: z.ZodType<T>;
  /** What the schema accepts, as an error line says it: "a whole number of at least 1". May depend on what was found. */
  readonly expected: string | ((found: unknown) => string);
  /** What stands behind the flag in `--help`. */
  readonly placeholder: string;
  readonly description: string;
  /** How the text of a flag becomes the value that the schema checks. */
  readonly fromFlag: (text: string) => unknown;
  /** What the flag means where no text follows it; absent where one has to. */
  readonly bareFlag?: string;
}

/** Settings by their keys in code. */
export type SettingTable = Readonly<Record<string, Setting<unknown>>>;

/** What was asked for: any of the settings of a table. */
export type SettingValues<T extends SettingTable> = {
  -readonly [K in keyof T]?: z.output<T[K]['schema']>;
};

interface Words {
  readonly placeholder: string;
  readonly description: string;
}

const asText = (text: string): unknown => text;
const asNumber = (text: string): unknown =>
  text.trim() === '' ? text : Number.isNaN(Number(text)) ? text : Number(text);

export function wholeNumber(minimum: number, words: Words): Setting<number> {
  return {
    schema: z.int().min(minimum),
    expected: `a whole number of at least ${minimum}`,
    fromFlag: asNumber,
    ...words,
  };
}

export function positiveNumber(words: Words): Setting<number> {
  return { schema: z.number().positive(), expected: 'a number above 0', fromFlag: asNumber, ...words };
}

export function numberFromZero(words: Words): Setting<number> {
  return {
    schema: z.number().nonnegative(),
    expected: 'a number of at least 0',
    fromFlag: asNumber,
    ...words,
  };
}

export function oneOf<const T extends string>(
  choices: readonly T[],
  words: Omit<Words, 'placeholder'>,
): Setting<T> {
  return {
    schema: z.enum(choices),
    expected: `one of ${choices.join(', ')}`,
    placeholder: choices.join('|'),
    fromFlag: asText,
    ...words,
  };
}

export function yesOrNo(words: Omit<Words, 'placeholder'>): Setting<boolean> {
  return {
    schema: z.boolean(),
    expected: 'true or false',
    placeholder: 'true|false',
    fromFlag: (text) => (text === 'true' ? true : text === 'false' ? false : text),
    bareFlag: 'true',
    ...words,
  };
}

/** From 0 up to, and without, 1. */
export function partOfOne(words: Words): Setting<number> {
  return {
    schema: z.number().min(0).lt(1),
    expected: 'a number of at least 0 and below 1',
    fromFlag: asNumber,
    ...words,
  };
}

export function text(words: Words & { expected: string }): Setting<string> {
  return { schema: z.string().min(1), fromFlag: asText, ...words };
}

/** What an error line says of a value that the setting refuses. */
export function expectation({ expected }: Pick<Setting<unknown>, 'expected'>, found: unknown): string {
  return typeof expected === 'string' ? expected : expected(found);
}

/** The name of a setting in files and, behind two dashes, on the command line: runTime → run-time. */
export function settingName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
