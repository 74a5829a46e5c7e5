/** With THERMOLOOP_DEBUG=1, shows on stderr where an error arose. */
export function showStack(error: unknown): void {
  if (process.env['THERMOLOOP_DEBUG'] !== '1') return;
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
