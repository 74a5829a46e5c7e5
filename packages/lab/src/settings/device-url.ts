import { DeviceUrlError, parseDeviceUrl } from '@thermoloop/protocol';
import { z } from 'zod';
import type { Setting } from './setting.js';

const forms = 'unix:PATH or tcp://HOST:PORT';

/** Where a device listens that somebody else has started. */
export const deviceUrl: Setting<string> = {
  schema: z.string().refine((text) => faultOf(text) === undefined),
  expected: (found) => (typeof found === 'string' ? faultOf(found) : undefined) ?? forms,
  placeholder: 'URL',
  description: `a device that listens at ${forms}, instead of an emulated chip`,
  fromFlag: (text) => text,
};

/** What was expected instead of the text; undefined if it is the URL of a device. */
function faultOf(text: string): string | undefined {
  try {
    const url = parseDeviceUrl(text);
    return url.kind === 'tcp' && url.port === 0 ? 'a port from 1 to 65535' : undefined;
  } catch (error) {
    if (error instanceof DeviceUrlError) return error.expected;
    throw error;
  }
}
