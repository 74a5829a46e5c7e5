import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { sections } from './acceptance/sections.js';
import { refuse, understood, wholeNumber } from './flags.js';
import { finish } from './output/finish.js';
import { repositoryFile } from './output/repository-file.js';

const usage = `Usage: npm run accept -- [SECTION…] [--seeds K] [--steps N] [--figure] [--json]

Measures the long figures and judges them. Sections, all unless named:
${sections.map(({ name, description }) => `  ${name.padEnd(14)}${description}`).join('\n')}
--figure writes the files of docs/ that show what was measured.
Exit status 3: a requirement is not met.`;

const { values, positionals } = understood(usage, () =>
  parseArgs({
    allowPositionals: true,
    options: {
      seeds: { type: 'string' },
      steps: { type: 'string' },
      figure: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  }),
);
const unknown = positionals.find((name) => !sections.some((section) => section.name === name));
if (unknown !== undefined) refuse(`no section ${unknown}\n${usage}`);

const effort = {
  ...(values.seeds === undefined ? {} : { seeds: wholeNumber('seeds', values.seeds) }),
  ...(values.steps === undefined ? {} : { steps: wholeNumber('steps', values.steps) }),
};
const documents: Record<string, object> = {};
const texts: string[] = [];
const requirements = [];
for (const section of sections) {
  if (positionals.length > 0 && !positionals.includes(section.name)) continue;
  const result = await section.measure(effort);
  documents[section.name] = result.document;
  texts.push(`${section.name}\n\n${result.text}`);
  requirements.push(...result.requirements);
  if (!values.figure) continue;
  for (const { path, content } of (await result.files?.()) ?? [])
    writeFileSync(repositoryFile(path), content);
}
finish({ document: documents, text: texts.join('\n\n'), requirements }, values.json);
