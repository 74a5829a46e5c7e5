import { portTransport, SpuServer } from '@thermoloop/protocol';
import { parentPort, workerData } from 'node:worker_threads';
import { SpuDevice } from '../device/spu-device.js';
import { faultMessage, stopMessage, type DeviceThreadData } from './analog-messages.js';
import { RemoteAnalogPart } from './remote-analog-part.js';

const { spec, link, analog, epoch } = workerData as DeviceThreadData;
const device = new SpuDevice(spec, new RemoteAnalogPart(analog, epoch));
const server = new SpuServer(portTransport(link), device, {
  onFault: (fault) => parentPort?.postMessage(faultMessage(fault)),
});

parentPort?.on('message', (message: unknown) => {
  if (message !== stopMessage) return;
  void server.close().then(() => {
    analog.close();
    parentPort?.close();
  });
});
