import type { TraceEvent } from './trace-event.js';

type Wire = 'computing' | 'down' | 'up' | 'programming' | 'busy' | 'latch' | 'converting';

/** The wire that is 1 while a stage lasts. */
const stageWires: Readonly<Record<string, Wire>> = {
  linkDown: 'down',
  linkUp: 'up',
  dac: 'programming',
  carry: 'busy',
  settle: 'busy',
  relax: 'busy',
  adc: 'converting',
};

const wireScopes: Readonly<Record<string, readonly Wire[]>> = {
  host: ['computing'],
  link: ['down', 'up'],
  spu: ['programming', 'latch', 'busy', 'converting'],
};

/** Bits of a code on a wire: the storage of the widest integer format. */
const codeBits = 16;
/** How long the latch strobe lasts. */
const latchPs = 1000;

/** A value that a signal takes on, or for wires how many reasons more or fewer there are for it to be 1. */
type Change = { readonly atPs: number } & (
  | { readonly wire: Wire; readonly by: 1 | -1 }
  | { readonly array: 'drive' | 'readout'; readonly codes: readonly number[]; readonly voltsPerCode: number }
);

/** Gathers events and gives them out as an IEEE 1364 value change dump, as GTKWave reads it. */
export class ValueChangeDump {
  readonly #changes: Change[] = [];
  readonly #cells = { drive: 0, readout: 0 };

  add(event: TraceEvent): void {
    switch (event.kind) {
      case 'work':
        this.#interval('computing', event.startPs, event.endPs);
        return;
      case 'stage': {
        const wire = stageWires[event.stage];
        if (wire === undefined) throw new RangeError(`stage '${event.stage}' has no wire`);
        this.#interval(wire, event.startPs, event.endPs);
        if (event.stage === 'settle') this.#interval('latch', event.startPs, event.startPs + latchPs);
        return;
      }
      case 'codes': {
        const { array, codes, voltsPerCode, atPs } = event;
        this.#cells[array] = Math.max(this.#cells[array], codes.length);
        this.#changes.push({ atPs, array, codes, voltsPerCode });
        return;
      }
      case 'command':
        return;
    }
  }

  /** The dump, in pieces. */
  *text(): Generator<string, void, undefined> {
    const names = new Names();
    yield* this.#header(names);
    const counts = new Map<Wire, number>();
    const shown = new Map<string, string>();
    let time: number | undefined;
    let due = new Map<string, string>();
    const flush = function* (): Generator<string, void, undefined> {
      const news = [...due].filter(([name, value]) => shown.get(name) !== value);
      due = new Map();
      if (news.length === 0 || time === undefined) return;
      yield `#${time}\n`;
      for (const [name, value] of news) {
        shown.set(name, value);
        yield `${value}${names.of(name)}\n`;
      }
    };
    for (const change of this.#changes.toSorted((a, b) => a.atPs - b.atPs)) {
      if (change.atPs !== time) {
        yield* flush();
        time = change.atPs;
      }
      if ('wire' in change) {
        const count = (counts.get(change.wire) ?? 0) + change.by;
        counts.set(change.wire, count);
        due.set(change.wire, count > 0 ? '1' : '0');
      } else {
        change.codes.forEach((code, cell) => {
          if (Number.isInteger(code)) due.set(`${change.array} code ${cell}`, `b${binary(code)} `);
          due.set(`${change.array} volts ${cell}`, `r${code * change.voltsPerCode} `);
        });
      }
    }
    yield* flush();
  }

  #interval(wire: Wire, startPs: number, endPs: number): void {
    if (endPs <= startPs) return;
    this.#changes.push({ atPs: startPs, wire, by: 1 }, { atPs: endPs, wire, by: -1 });
  }

  *#header(names: Names): Generator<string, void, undefined> {
    yield '$version thermoloop $end\n$timescale 1 ps $end\n';
    for (const [scope, wires] of Object.entries(wireScopes)) {
      yield `$scope module ${scope} $end\n`;
      for (const wire of wires) yield `$var wire 1 ${names.of(wire)} ${wire} $end\n`;
      yield '$upscope $end\n';
    }
    for (const [array, scope, quantity] of [
      ['drive', 'dac', 'drive_V'],
      ['readout', 'adc', 'cell_V'],
    ] as const) {
      yield `$scope module ${scope} $end\n`;
      for (let cell = 0; cell < this.#cells[array]; cell++) {
        yield `$var wire ${codeBits} ${names.of(`${array} code ${cell}`)} code_${cell} [${codeBits - 1}:0] $end\n`;
        yield `$var real 64 ${names.of(`${array} volts ${cell}`)} ${quantity}_${cell} $end\n`;
      }
      yield '$upscope $end\n';
    }
    yield '$enddefinitions $end\n#0\n$dumpvars\n';
    for (const wire of Object.values(wireScopes).flat()) yield `0${names.of(wire)}\n`;
    yield '$end\n';
  }
}

/** Short names of signals in the file: printable characters, counted up. */
class Names {
  readonly #names = new Map<string, string>();

  of(signal: string): string {
    const known = this.#names.get(signal);
    if (known !== undefined) return known;
    const name = shortName(this.#names.size);
    this.#names.set(signal, name);
    return name;
  }
}

const firstCharacter = 33;
const characters = 94;

function shortName(number: number): string {
  const last = String.fromCharCode(firstCharacter + (number % characters));
  return number < characters ? last : shortName(Math.floor(number / characters) - 1) + last;
}

/** Two's complement. */
function binary(code: number): string {
  return (code & (2 ** codeBits - 1)).toString(2).padStart(codeBits, '0');
}
