import {
  ArrayId,
  FrameKind,
  Opcode,
  type Direction,
  type Outcome,
  type SpuClient,
} from '@thermoloop/protocol';
import { registersOf, runOrder, write } from './programmed-system.js';
import { measurement, reads, system } from './session.js';

/** A frame of a session: which one of its kind a fault hits. */
export interface Place {
  readonly direction: Direction;
  readonly kind: FrameKind;
  readonly opcode: number;
}

export interface State {
  readonly name: string;
  readonly places: readonly Place[];
  /** Brings a session into this state and leaves the command that it is about in progress. */
  readonly enter: (client: SpuClient) => Promise<readonly Promise<Outcome<unknown>>[]>;
}

const commandOf = (opcode: number): Place => ({ direction: 'sent', kind: FrameKind.COMMAND, opcode });
const answerOf = (opcode: number): Place => ({ direction: 'received', kind: FrameKind.ANSWER, opcode });

const armed = async (client: SpuClient): Promise<void> => {
  await client.writeRegisters(registersOf(1));
  await client.commit(await write(client, system));
};

export const states: readonly State[] = [
  {
    name: 'hello',
    places: [commandOf(Opcode.HELLO), answerOf(Opcode.HELLO)],
    enter: () => Promise.resolve([]),
  },
  {
    name: 'write',
    places: [{ direction: 'sent', kind: FrameKind.DATA, opcode: Opcode.DATA }, answerOf(Opcode.WRITE)],
    enter: (client) => {
      const { rows, cells, couplings } = system;
      return Promise.resolve([client.write(ArrayId.COUPLINGS, couplings, { rows, columns: cells })]);
    },
  },
  {
    name: 'commit',
    places: [commandOf(Opcode.COMMIT), answerOf(Opcode.COMMIT)],
    enter: async (client) => [client.commit(await write(client, system))],
  },
  {
    name: 'run',
    places: [commandOf(Opcode.RUN), { direction: 'received', kind: FrameKind.DATA, opcode: Opcode.DATA }],
    enter: async (client) => {
      await armed(client);
      return [client.run(runOrder(reads))];
    },
  },
  {
    name: 'read',
    places: [commandOf(Opcode.READ), answerOf(Opcode.READ)],
    enter: async (client) => {
      await armed(client);
      await client.run(runOrder(1));
      return [client.read({ reads, readIndex: 1 })];
    },
  },
  {
    name: 'measure',
    places: [commandOf(Opcode.MEASURE), answerOf(Opcode.MEASURE)],
    enter: (client) => Promise.resolve([client.measure(...measurement)]),
  },
];
