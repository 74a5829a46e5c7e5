/** runTicks to run_ticks, RunCommand to run_command, COMMAND to command. */
export const snakeCase = (name: string): string =>
  /[a-z]/.test(name) ? name.replace(/(?<!^)([A-Z])/g, '_$1').toLowerCase() : name.toLowerCase();

/** runTicks to RUN_TICKS. */
export const upperCase = (name: string): string => snakeCase(name).toUpperCase();

const WIDTH = 100;

/** A comment, broken at spaces; nothing where there are no words. ASCII stays ASCII, the rest is UTF-8. */
export function comment(indent: string, ...parts: (string | undefined)[]): string {
  const text = parts
    .filter((part) => part !== undefined && part !== '')
    .join('. ')
    .replaceAll('*/', '* /');
  if (text === '') return '';
  const room = WIDTH - indent.length - '/*  */'.length;
  if (text.length <= room) return `${indent}/* ${text} */\n`;
  const lines = wrapped(text, WIDTH - indent.length - ' * '.length);
  return [`${indent}/*`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`].join('\n') + '\n';
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
