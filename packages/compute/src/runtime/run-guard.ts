/** A program was asked to run after the process had begun to stop. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
  constructor() {
    super('the process is stopping: no more runs in this thread');
  }
}

const busy = 0;
const stopping = 1;
let installed: RunGuard | undefined;

/**
 * ONNX Runtime aborts the process if a worker thread is terminated, or the process exits, while the worker is inside
 * a run. The guard is a handshake in shared memory that prevents it: the worker counts itself busy around every
 * native call, and who wants to stop first forbids new calls, then waits until none is under way.
 *
 * Main thread: `const guard = RunGuard.create(); guard.stopOnExit(); new Worker(url, { workerData: { guard: guard.flags } })`.
 * Worker: `new RunGuard(workerData.guard).install()` before the first compile. One guard may serve several workers. Never
 * install it in the thread that stops it: that thread would wait for itself.
 */
export class RunGuard {
  readonly #state: Int32Array;

  constructor(readonly flags: SharedArrayBuffer) {
    this.#state = new Int32Array(flags);
  }

  static create(): RunGuard {
    return new RunGuard(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  }

  /** Makes every compile, run and release of this thread pass through the guard. */
  install(): void {
    installed = new RunGuard(this.flags);
  }

  /** Forbids new runs in the guarded threads and blocks until none is under way. */
  stop(): void {
    Atomics.store(this.#state, stopping, 1);
    for (let count = Atomics.load(this.#state, busy); count > 0; count = Atomics.load(this.#state, busy)) {
      Atomics.wait(this.#state, busy, count);
    }
  }

  /** Calls `stop` when the process exits, for whatever reason. Returns a function that takes this back. */
  stopOnExit(): () => void {
    const handler = () => this.stop();
    process.once('exit', handler);
    return () => process.off('exit', handler);
  }

  /** Runs a native call while counted busy. Throws RunStopped instead if the process is stopping. */
  async during<T>(call: () => Promise<T>): Promise<T> {
    Atomics.add(this.#state, busy, 1);
    try {
      if (Atomics.load(this.#state, stopping) === 1) throw new RunStopped();
      return await call();
    } finally {
      Atomics.sub(this.#state, busy, 1);
      Atomics.notify(this.#state, busy);
    }
  }
}

/** Runs a native call under the guard installed in this thread, if there is one. */
export function guarded<T>(call: () => Promise<T>): Promise<T> {
  return installed === undefined ? call() : installed.during(call);
}
