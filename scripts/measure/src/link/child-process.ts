import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A script of this folder in a process of its own, which answers each message with one message. */
export class Child {
  private constructor(
    readonly process: ChildProcess,
    /** its first message, which says that it is ready */
    readonly ready: unknown,
  ) {}

  /** Starts it and waits until it is ready. */
  static async start(
    script: string,
    args: readonly string[],
    imports: readonly string[] = [],
  ): Promise<Child> {
    const process = fork(pathOf(script), args, {
      execArgv: imports.flatMap((name) => ['--import', new URL(name, import.meta.url).href]),
      serialization: 'advanced',
      stdio: ['pipe', 'inherit', 'inherit', 'ipc'],
    });
    return new Child(process, await nextMessage(process));
  }

  ask(message: object): Promise<unknown> {
    const answer = nextMessage(this.process);
    this.process.send(message);
    return answer;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const exit = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await exit;
  }
}

function nextMessage(from: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error('a process of the measurement ended'));
    from.once('exit', gone);
    from.once('message', (message) => {
      from.off('exit', gone);
      resolve(message);
    });
  });
}

const pathOf = (script: string): string => fileURLToPath(new URL(script, import.meta.url));
