import { beforeEach, describe, expect, test } from '@jest/globals';
import { ErrorCode, errorReply, type ErrorReply, type Job, type Reading } from '@thermoloop/protocol';
import { JobQueue, type Task } from './job-queue.js';

const aborted = errorReply(ErrorCode.ABORTED);
const result = errorReply(ErrorCode.OK, { got: 7 });

/** A task that ends when it is told to. */
class HeldTask implements Task {
  end!: (result: Reading | ErrorReply) => void;
  readonly #result = new Promise<Reading | ErrorReply>((resolve) => (this.end = resolve));

  constructor(
    readonly name: string,
    readonly log: string[],
  ) {}

  start(): Promise<Reading | ErrorReply> {
    this.log.push(`start ${this.name}`);
    return this.#result;
  }

  abandon(): void {
    this.log.push(`abandon ${this.name}`);
  }

  drop(): void {
    this.log.push(`drop ${this.name}`);
  }
}

const turns = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

let log: string[];
let queue: JobQueue<HeldTask>;
beforeEach(() => {
  log = [];
  queue = new JobQueue(2);
});

function add(name: string): { task: HeldTask; job: Job } {
  const task = new HeldTask(name, log);
  return { task, job: queue.add(task) };
}

describe('a queue of jobs', () => {
  test('begins the first at once and each other when the one before has ended', async () => {
    const [a, b] = [add('a'), add('b')];
    expect(log).toEqual(['start a']);
    expect([queue.queued, queue.waiting.length, queue.tasks.length]).toEqual([1, 1, 2]);
    a.task.end(result);
    expect(await a.job.done).toBe(result);
    expect(log).toEqual(['start a', 'start b']);
    b.task.end(result);
    await b.job.done;
    expect(queue.isEmpty).toBe(true);
  });

  test('is full with one in progress and as many as may wait', () => {
    add('a');
    add('b');
    expect(queue.refusal()).toBeUndefined();
    add('c');
    expect(queue.refusal()).toEqual({ code: ErrorCode.QUEUE_FULL, field: 0, got: 2, limit: 2 });
  });

  test('a task that throws ends its own job with that', async () => {
    const [a, b] = [add('a'), add('b')];
    a.task.end(Promise.reject(new Error('broken')) as never);
    await expect(a.job.done).rejects.toThrow('broken');
    b.task.end(result);
    expect(await b.job.done).toBe(result);
  });
});

describe('cancelling', () => {
  test('one that waits drops it', async () => {
    const [a, b, c] = [add('a'), add('b'), add('c')];
    expect(b.job.cancel()).toBe(true);
    expect(await b.job.done).toEqual(aborted);
    a.task.end(result);
    await a.job.done;
    expect(log).toEqual(['start a', 'drop b', 'start c']);
    expect(c.job.cancel()).toBe(true);
  });

  test('the one in progress ends its job at once, and the next begins when the analog side is done with it', async () => {
    const [a, b] = [add('a'), add('b')];
    expect(a.job.cancel()).toBe(true);
    expect(await a.job.done).toEqual(aborted);
    expect([queue.queued, queue.waiting.length]).toEqual([0, 1]);
    expect(log).toEqual(['start a', 'abandon a']);
    a.task.end(result);
    await turns();
    expect(log).toEqual(['start a', 'abandon a', 'start b']);
    expect(queue.waiting).toEqual([]);
    expect(b.job.cancel()).toBe(true);
  });

  test('is possible once, and not after the end', async () => {
    const a = add('a');
    a.task.end(result);
    await a.job.done;
    expect(a.job.cancel()).toBe(false);
    const b = add('b');
    expect([b.job.cancel(), b.job.cancel()]).toEqual([true, false]);
  });

  test('all ends every job, and what comes then waits for the analog side', async () => {
    const [a, b] = [add('a'), add('b')];
    queue.clear();
    expect(await Promise.all([a.job.done, b.job.done])).toEqual([aborted, aborted]);
    expect(queue.isEmpty).toBe(true);
    const c = add('c');
    expect(log).toEqual(['start a']);
    a.task.end(result);
    await turns();
    expect(log).toEqual(['start a', 'start c']);
    c.task.end(result);
    expect(await c.job.done).toBe(result);
  });
});
