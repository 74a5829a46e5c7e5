import type { Layout } from '../layout.js';
import type { Outcome, StateMachine } from '../states/state-machine.js';
import { Conversation, type ConversationVector, type JobName, type Sent } from './conversation.js';
import type { Fields } from './encode.js';
import {
  commit,
  COUPLINGS,
  couplingCodes,
  crcOf,
  measureZero,
  run,
  writeCouplings,
  written,
} from './small-problem.js';

const LATCHED = 1;
/** Bytes of codes that `written` announces. */
const WRITTEN_BYTES = 6;
const IDENTITY_BLOCKS = 0x0020;
const oneValue = { registers: [{ address: IDENTITY_BLOCKS, bits: '1' }] };

/**
 * One conversation for every cell of the state machine: into the state, the command, and STATUS. For a chip with two banks
 * and a queue, int8 couplings, int16 drive, start state ZERO, and test point ZERO.
 */
export function stateConversations(
  layout: Layout,
  hash: bigint,
  machine: StateMachine,
): ConversationVector[] {
  return machine.events.flatMap(({ on, outcomes }) =>
    Object.entries(outcomes).flatMap(([state, outcome]) => {
      const c = new Conversation(layout, hash, `${on}, ${state}`);
      const asked = new StateTalk(c, machine, layout, state);
      return asked.tell(on, outcome) ? [c.vector] : [];
    }),
  );
}

/** What is said in one cell. */
class StateTalk {
  private running: Sent | undefined;

  constructor(
    private readonly c: Conversation,
    private readonly machine: StateMachine,
    private readonly layout: Layout,
    private readonly state: string,
  ) {}

  /** False where the event is no command. */
  tell(on: string, outcome: Outcome): boolean {
    if (!Object.hasOwn(this.commands, on)) return false;
    this.enter();
    this.commands[on]?.(outcome);
    this.askFor('next' in outcome ? outcome.next : this.state);
    return true;
  }

  /** The shortest way into the state. */
  private enter(): void {
    const { c, state } = this;
    if (state === 'CLOSED') return;
    c.hello();
    if (state === 'IDLE') return;
    written(c);
    c.good(c.command('COMMIT', commit));
    if (state === 'RUNNING') this.running = c.unfinished('RUN', run);
    if (state === 'HOLDING') c.good(c.command('RUN', run));
  }

  /** How each event is brought about, and what is answered. */
  private readonly commands: Record<string, (outcome: Outcome) => void> = {
    HELLO: (outcome) => {
      const fields = { ...this.c.greeting, hostNonce: 8 };
      if ('next' in outcome) this.c.hello();
      else this.answered(this.c.command('HELLO', fields, { session: 0 }), outcome);
    },
    CAPABILITIES: (outcome) => this.answered(this.c.command('CAPABILITIES'), outcome),
    STATUS: (outcome) => this.answered(this.c.command('STATUS'), outcome),
    RESET: (outcome) => this.ends('RESET', outcome),
    CLOSE: (outcome) => this.ends('CLOSE', outcome),
    WRITE_REGISTERS: (outcome) => this.answered(this.c.command('WRITE_REGISTERS', oneValue), outcome),
    READ_REGISTER: (outcome) =>
      this.answered(this.c.command('READ_REGISTER', { address: IDENTITY_BLOCKS }), outcome),
    WRITE: (outcome) => {
      const write = this.c.command('WRITE', { ...writeCouplings, position: WRITTEN_BYTES });
      if (!('error' in outcome))
        this.c.data(write, { offset: 0, array: COUPLINGS, codes: couplingCodes }, { flags: 3 });
      this.answered(write, outcome, { crc32c: crcOf(couplingCodes) });
    },
    COMMIT: (outcome) => {
      if (!('error' in outcome)) written(this.c, WRITTEN_BYTES);
      this.answered(this.c.command('COMMIT', commit), outcome);
    },
    'RUN of the armed bank': (outcome) => this.begins('RUN', run, outcome),
    'RUN of the latched problem': (outcome) => this.begins('RUN', { ...run, latch: LATCHED }, outcome),
    READ: (outcome) => this.begins('READ', { reads: 1, readIndex: 1 }, outcome),
    MEASURE: (outcome) => this.begins('MEASURE', measureZero, outcome),
    'CANCEL of the RUN in progress': (outcome) => {
      const { running } = this;
      const cancel = this.c.command('CANCEL', { target: running?.request ?? 99 });
      if (running !== undefined) this.c.refused(running, 'ABORTED');
      this.answered(cancel, outcome, { cancelled: running === undefined ? 0 : 1 });
    },
  };

  private ends(name: string, outcome: Outcome): void {
    const sent = this.c.command(name);
    if (this.running !== undefined) this.c.refused(this.running, 'ABORTED');
    this.answered(sent, outcome);
  }

  /** A job: nothing is answered where it is taken, since it goes on. */
  private begins(name: JobName, fields: Fields, outcome: Outcome): void {
    if ('error' in outcome) this.answered(this.c.command(name, fields), outcome);
    else this.c.unfinished(name, fields);
  }

  private answered(sent: Sent, outcome: Outcome, fields?: Fields): void {
    if ('error' in outcome) this.c.refused(sent, outcome.error, this.detailsOf(outcome.error));
    else this.c.good(sent, fields);
  }

  private detailsOf(error: string): Fields {
    if (error === 'BAD_STATE') return { got: this.codeOf(this.state) ?? Number.NaN };
    return error === 'INCOMPLETE' ? { field: COUPLINGS } : {};
  }

  /** STATUS, which tells the state, or that there is no session. */
  private askFor(state: string): void {
    const code = this.codeOf(state);
    const sent = this.c.command('STATUS');
    if (code !== undefined) this.c.good(sent, { state: code });
    else this.c.refused(sent, 'BAD_SESSION', { got: this.state === 'CLOSED' ? 0 : 1 });
  }

  private codeOf(state: string): number | undefined {
    const name = this.machine.states[state]?.code;
    return name === null || name === undefined
      ? undefined
      : this.layout.table.enums.DeviceState?.values[name]?.value;
  }
}
