import { createHash } from 'node:crypto';
import { InferenceSession } from 'onnxruntime-node';
import { guarded } from './run-guard.js';

interface Entry {
  readonly session: Promise<InferenceSession>;
  users: number;
}

const entries = new Map<string, Entry>();

/** A session shared by all programs of the same model bytes and thread count in this thread. */
export interface Lease {
  readonly session: InferenceSession;
  /** Gives the session back; when its last user has, it is freed. */
  release(): Promise<void>;
}

/** Leases the session for this model, creating it if no program holds one. */
export async function leaseSession(model: Uint8Array, threads: number): Promise<Lease> {
  const key = `${createHash('sha256').update(model).digest('hex')}/${threads}`;
  let entry = entries.get(key);
  if (entry === undefined) {
    entry = { session: guarded(() => InferenceSession.create(model, sessionOptions(threads))), users: 0 };
    entries.set(key, entry);
  }
  entry.users++;
  const held = entry;
  try {
    const session = await held.session;
    let released = false;
    return {
      session,
      async release() {
        if (released) return;
        released = true;
        held.users--;
        if (held.users > 0) return;
        entries.delete(key);
        await guarded(() => session.release());
      },
    };
  } catch (error) {
    if (entries.get(key) === held) entries.delete(key);
    throw error;
  }
}

/** How many sessions are alive in this thread. */
export function liveSessions(): number {
  return entries.size;
}

/** Spinning is off: it lets one session's idle threads take the cores that another session's run needs. */
function sessionOptions(threads: number): InferenceSession.SessionOptions {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
}
