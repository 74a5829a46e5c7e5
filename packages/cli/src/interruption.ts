import { exitStatus } from './exit-status.js';

/** Two ways to stop: what the first Ctrl-C asks for, and what the second does. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** No longer listens; a Ctrl-C then ends the process as it always does. */
  dispose(): void;
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * The first SIGINT or SIGTERM aborts the signal, so that the work stops in order; the second ends the process at
 * once. That is safe while worker threads compute: those who start them wait for them on exit.
 */
export function listenForInterruption(onFirst: () => void): Interruption {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitStatus.interrupted);
    controller.abort();
    onFirst();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
