/** Entry `@thermoloop/protocol/testing`: what the tests of other packages and the scripts use; needs fast-check. */
export { fuzzParser, type ParserFuzz } from './fuzz/parser-fuzz.js';
export { bufferBound, fuzzServer, type FuzzedDevice, type ServerFuzz } from './fuzz/server-fuzz.js';
export { PlainDevice } from './plain-device.js';
