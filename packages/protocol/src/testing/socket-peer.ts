// A process that dials the URL in its first argument and does as the second says, to be killed by a test.
import { dialDevice } from '../transport/dial.js';
import { parseDeviceUrl } from '../transport/device-url.js';
import { listenForHosts } from '../transport/listen.js';

const [url = '', role] = process.argv.slice(2);
if (role === 'listen') {
  await listenForHosts(parseDeviceUrl(url), (transport) => transport.send(new Uint8Array([1])));
  process.stdout.write('ready\n');
} else {
  const transport = await dialDevice(parseDeviceUrl(url));
  transport.send(new Uint8Array([1]));
  transport.onReceive(() => undefined);
}
