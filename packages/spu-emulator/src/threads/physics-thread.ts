import { RunGuard, RunStopped } from '@thermoloop/compute';
import { parentPort, workerData } from 'node:worker_threads';
import { isRefusal, type AnalogAnswer } from '../analog/analog-part.js';
import { SimulatedAnalogPart } from '../analog/simulated-analog-part.js';
import { createPhysics } from '../physics/create-physics.js';
import type { AnalogOrderRequest, AnalogRequest, AnalogResponse } from './analog-messages.js';
import { faultMessage, readyMessage, stopMessage, type PhysicsThreadData } from './thread-messages.js';

const { spec, analog, epoch, guard } = workerData as PhysicsThreadData;
new RunGuard(guard).install();

const currentEpoch = new Int32Array(epoch);
const physics = createPhysics(spec);
let orderEpoch = 0;
const part = new SimulatedAnalogPart(spec, physics, {
  isAbandoned: () => orderEpoch !== Atomics.load(currentEpoch, 0),
  failed: (fault) => parentPort?.postMessage(faultMessage(fault)),
});

let last: Promise<void> = Promise.resolve();
analog.on('message', (request: AnalogRequest) => {
  last = last.then(() => serve(request));
});

parentPort?.on('message', (message: unknown) => {
  if (message !== stopMessage) return;
  void last.then(async () => {
    await unlessStopped(physics.release());
    analog.close();
    parentPort?.close();
  });
});
parentPort?.postMessage(readyMessage);

async function serve(request: AnalogRequest): Promise<void> {
  if (request.kind === 'discharge') {
    physics.discharge();
    return;
  }
  if (request.kind === 'clear') {
    part.clear();
    return;
  }
  orderEpoch = request.epoch;
  const answer = await unlessStopped(answerTo(request));
  if (answer === undefined) return;
  const { outcome, freed } = answer;
  const transferred = isRefusal(outcome) ? [...freed] : [...freed, outcome.codes.buffer];
  analog.postMessage({ id: request.id, answer } satisfies AnalogResponse, transferred);
}

function answerTo(request: AnalogOrderRequest): Promise<AnalogAnswer> {
  switch (request.kind) {
    case 'run':
      return part.run(request.order);
    case 'read':
      return part.read(request.order);
    case 'measure':
      return part.measure(request.order);
  }
}

/** The result of work, or undefined where the process is ending and no one waits for it. */
async function unlessStopped<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RunStopped) return undefined;
    throw error;
  }
}
