export * from './generated/enums.js';
export { Opcode, type CommandName, type ErrorRecord } from './generated/messages.js';
export {
  registers,
  type RegisterDefinition,
  type RegisterName,
  type RegisterValues,
} from './generated/registers.js';
export type { CodeFormat, RunReport, StageInterval } from './generated/structs.js';
export { PROTOCOL_VERSION, SCHEMA_HASH } from './generated/frame.js';
export {
  formatsOf,
  griddedRegisters,
  RunFeature,
  SimulationFeature,
  testPointsOf,
  type Capabilities,
  type CapabilityRecord,
  type GriddedRegister,
} from './capabilities.js';
export {
  bytesOfCodes,
  bytesPerCode,
  codeArrayConstructor,
  codeKindOf,
  codesFromBytes,
  largestCode,
  type CodeArray,
  type CodeArrayConstructor,
} from './codes.js';
export {
  ceilToGrid,
  continuousGrid,
  fixedGrid,
  floatingGrid,
  floorToGrid,
  gridFault,
  linearGrid,
  nearestOnGrid,
  onGrid,
  type Grid,
} from './grid.js';
export { codesField } from './codes-field.js';
export { commandField } from './commands.js';
export { errorReply, WireError, type ErrorReply, type Outcome } from './wire-error.js';
export type { Transport } from './transport/transport.js';
export type * from './server/handler.js';
export { portTransport } from './transport/port-transport.js';
export { memoryTransportPair, type Tamper } from './transport/memory-transport.js';
export { DeviceUrlError, formatDeviceUrl, parseDeviceUrl, type DeviceUrl } from './transport/device-url.js';
export { DialError, dialDevice } from './transport/dial.js';
export { ListenError, listenForHosts, type Listener } from './transport/listen.js';
export { faultyTransport, PlannedDisconnect } from './transport/faults/faulty-transport.js';
export {
  faultText,
  type Direction,
  type Fault,
  type FaultEvent,
  type FaultPlan,
  type FaultRule,
} from './transport/faults/fault-plan.js';
export { ConnectionLostError } from './transport/socket-transport.js';
export {
  SpuClient,
  type MeasureInput,
  type CellReading,
  type DeviceStatus,
  type JobOptions,
  type RunCommandOrder,
} from './client/client.js';
export type { LinkTraffic } from './client/traffic.js';
export { SpuServer, type SpuServerOptions } from './server/server.js';
export type { SessionEnd, SessionEvent } from './server/session-event.js';
export { readoutFault } from './server/checks.js';
export { clientTiming, type ClientTiming } from './client/timing.js';
export { serverTiming, type ServerTiming } from './server/timing.js';
