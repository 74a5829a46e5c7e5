import type { Logger } from 'pino';

/** Log lines for people on stderr: warnings and news, or with `quiet` errors only. */
export async function stderrLogger(quiet: boolean): Promise<Logger> {
  const [{ pino }, { default: pretty }] = await Promise.all([import('pino'), import('pino-pretty')]);
  const stream = pretty({
    destination: 2,
    sync: true,
    colorize: process.stderr.isTTY && !process.env['NO_COLOR'],
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss',
  });
  return pino({ level: quiet ? 'error' : 'info' }, stream);
}
