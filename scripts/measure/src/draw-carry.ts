import { readFileSync, writeFileSync } from 'node:fs';
import { carryFigure } from './acceptance/carry/carry-figure.js';
import type { CarryFigures } from './acceptance/carry/carry-text.js';
import { refuse } from './flags.js';

const [from, to] = process.argv.slice(2);
if (from === undefined || to === undefined) {
  refuse(
    'Usage: node scripts/measure/dist/draw-carry.js CARRY.json FIGURE.svg\nCARRY.json is what `npm run accept -- carry --json` prints.',
  );
}
const { carry } = JSON.parse(readFileSync(from, 'utf8')) as { carry: CarryFigures };
writeFileSync(to, `${await carryFigure(carry)}\n`);
