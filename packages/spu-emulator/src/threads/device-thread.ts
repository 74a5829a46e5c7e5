import {
  listenForHosts,
  ListenError,
  portTransport,
  SpuServer,
  type DeviceUrl,
  type Listener,
} from '@thermoloop/protocol';
import { parentPort, workerData } from 'node:worker_threads';
import { SpuDevice } from '../device/spu-device.js';
import { RemoteAnalogPart } from './remote-analog-part.js';
import {
  faultMessage,
  readyMessage,
  stopMessage,
  type DeviceThreadData,
  type ThreadMessage,
} from './thread-messages.js';

const { spec, link, analog, epoch } = workerData as DeviceThreadData;
const tell = (message: ThreadMessage): void => parentPort?.postMessage(message);
const server = new SpuServer(new SpuDevice(spec, new RemoteAnalogPart(analog, epoch)), {
  onFault: (fault) => tell(faultMessage(fault)),
  onSession: (event) => tell({ kind: 'session', event }),
});
const listener = link.kind === 'url' ? listen(link.url) : undefined;
if (link.kind === 'port') server.attach(portTransport(link.port));

parentPort?.on('message', (message: unknown) => {
  if (message === stopMessage) void stop();
});
parentPort?.postMessage(readyMessage);

async function stop(): Promise<void> {
  await (await listener)?.close();
  await server.close();
  analog.close();
  parentPort?.close();
}

/** Undefined where nobody can listen there, which the main thread is told. */
async function listen(url: DeviceUrl): Promise<Listener | undefined> {
  try {
    const opened = await listenForHosts(url, (transport) => server.attach(transport));
    tell({ kind: 'listening', url: opened.url });
    return opened;
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    const { url: text, code, reason } = error;
    tell({ kind: 'not listening', url: text, code, reason });
    return undefined;
  }
}
