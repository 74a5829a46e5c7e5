export { type Picoseconds, picoseconds, inSeconds } from './virtual-time.js';
export { EventQueue, type QueuedEvent } from './event-queue.js';
export type { HostClock, TimeSpan } from './host-clock.js';
export { inverseNormal } from './inverse-normal.js';
export { VirtualClock } from './virtual-clock.js';
export { PacedClock, type Lateness, type Pace } from './paced-clock.js';
export { RandomStream, type StreamName } from './random-stream.js';
export { parseQuantity, describeUnit, QuantityError } from './quantity.js';
export { wallClock, type WallClock } from './wall-clock.js';
