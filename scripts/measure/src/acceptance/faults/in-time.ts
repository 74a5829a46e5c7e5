import { wallClock } from '@thermoloop/sim-kernel';

/** What a promise gives, or `hung` where it gives nothing in time. */
export async function inTime<T>(promise: Promise<T>, ms: number): Promise<T | 'hung'> {
  const late = new AbortController();
  const hung = wallClock.sleep(ms, late.signal).then(
    () => 'hung' as const,
    () => 'hung' as const, // the other was first, and this is not looked at
  );
  try {
    return await Promise.race([promise, hung]);
  } finally {
    late.abort();
  }
}
