import { workerData, type MessagePort } from 'node:worker_threads';
import type { CapabilityRecord } from '../capabilities.js';
import { SpuServer } from '../server/server.js';
import { portTransport } from '../transport/port-transport.js';
import { PlainDevice, plainCapabilities } from './plain-device.js';

/** A PlainDevice in a thread of its own; workerData: the port to the host and changes of its capabilities. */
const { port, chip } = workerData as { port: MessagePort; chip: Partial<CapabilityRecord> };
new SpuServer(new PlainDevice({ ...plainCapabilities, ...chip })).attach(portTransport(port));
