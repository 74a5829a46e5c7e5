// Serves the emulated chip of the first argument at the URL of the second; on request it profiles its threads or counts
// what they copy.
import { formatDeviceUrl, parseDeviceUrl } from '@thermoloop/protocol';
import { resolveChip } from '@thermoloop/lab';
import { serveEmulator } from '@thermoloop/spu-emulator';
import { profileThreads } from '../profile/profile-threads.js';
import { copiedBytes } from './copied-bytes.js';

const [chip = '', url = ''] = process.argv.slice(2);
const { spec } = resolveChip(chip, {});
const emulator = await serveEmulator(spec, parseDeviceUrl(url));
let stopProfile: (() => void) | undefined;
process.on('message', (message: { readonly what: 'start profile' | 'stop profile' | 'copied bytes' }) => {
  switch (message.what) {
    case 'start profile':
      void profileThreads(() => {
        process.send?.('started');
        return new Promise<void>((resolve) => (stopProfile = resolve));
      }).then((profiles) => process.send?.(profiles));
      break;
    case 'stop profile':
      stopProfile?.();
      break;
    case 'copied bytes':
      void copiedBytes().then((bytes) => process.send?.(bytes));
      break;
  }
});
process.once('SIGTERM', () => void emulator.stop().then(() => process.exit(0)));
process.send?.(formatDeviceUrl(emulator.url));
