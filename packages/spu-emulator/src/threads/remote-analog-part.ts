import type { MessagePort } from 'node:worker_threads';
import type {
  AnalogAnswer,
  AnalogMeasure,
  AnalogPart,
  AnalogRead,
  AnalogRun,
  CodedProblem,
} from '../analog/analog-part.js';
import type { AnalogRequest, AnalogResponse } from './analog-messages.js';

/** The analog side in another thread. Code arrays change threads by transfer. */
export class RemoteAnalogPart implements AnalogPart {
  readonly #port: MessagePort;
  readonly #epoch: Int32Array;
  readonly #waiting = new Map<number, (answer: AnalogAnswer) => void>();
  #lastId = 0;

  /** `epoch`: the shared count of clears. */
  constructor(port: MessagePort, epoch: SharedArrayBuffer) {
    this.#port = port;
    this.#epoch = new Int32Array(epoch);
    port.on('message', ({ id, answer }: AnalogResponse) => {
      this.#waiting.get(id)?.(answer);
      this.#waiting.delete(id);
    });
  }

  run(order: AnalogRun): Promise<AnalogAnswer> {
    const transferred = order.problem === undefined ? [] : buffersOf(order.problem);
    return this.#ask((id, epoch) => ({ kind: 'run', id, epoch, order }), transferred);
  }

  read(order: AnalogRead): Promise<AnalogAnswer> {
    return this.#ask((id, epoch) => ({ kind: 'read', id, epoch, order }), []);
  }

  measure(order: AnalogMeasure): Promise<AnalogAnswer> {
    return this.#ask((id, epoch) => ({ kind: 'measure', id, epoch, order }), []);
  }

  abandon(): void {
    Atomics.add(this.#epoch, 0, 1);
    this.#port.postMessage({ kind: 'discharge' } satisfies AnalogRequest);
  }

  clear(): void {
    Atomics.add(this.#epoch, 0, 1);
    this.#port.postMessage({ kind: 'clear' } satisfies AnalogRequest);
  }

  #ask(
    request: (id: number, epoch: number) => AnalogRequest,
    transferred: ArrayBuffer[],
  ): Promise<AnalogAnswer> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#port.postMessage(request(id, Atomics.load(this.#epoch, 0)), transferred);
    });
  }
}

function buffersOf({ couplings, drive, blocks, start }: CodedProblem): ArrayBuffer[] {
  return [couplings, drive, blocks, start].flatMap((array) =>
    array === undefined ? [] : [array.bytes.buffer],
  );
}
