import type { Session } from 'node:inspector';

/** A reply or an event of the inspector protocol. */
interface InspectorMessage {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Attached {
  readonly sessionId: string;
  readonly workerInfo: { readonly url: string };
}

/** Speaks the inspector protocol with the worker threads of this process through the session of the main thread. */
export class WorkerSessions {
  readonly #workers = new Map<string, string>();
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  #lastId = 0;

  constructor(private readonly session: Session) {
    // The types of node:inspector give these events no parameters that can be relied on.
    session.on('NodeWorker.attachedToWorker', ({ params }) => {
      const { sessionId, workerInfo } = params as Attached;
      this.#workers.set(sessionId, workerInfo.url);
    });
    session.on('NodeWorker.detachedFromWorker', ({ params }) => this.#workers.delete(params.sessionId));
    session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => this.#receive(params.message));
  }

  /** Session ids and the URLs of the files that the threads run. */
  get workers(): ReadonlyMap<string, string> {
    return this.#workers;
  }

  async attach(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.session.post('NodeWorker.enable', { waitForDebuggerOnStart: false }, (error) =>
        error === null ? resolve() : reject(error),
      );
    });
  }

  post(sessionId: string, method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      const message = JSON.stringify({ id, method, params });
      this.session.post('NodeWorker.sendMessageToWorker', { sessionId, message }, (error) => {
        if (error !== null) reject(error);
      });
    });
  }

  #receive(text: string): void {
    const { id, result, error } = JSON.parse(text) as InspectorMessage;
    if (id === undefined) return;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error.message));
  }
}
