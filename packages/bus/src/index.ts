export { number, integer } from './spec/number.js';
export { quantity } from './spec/quantity.js';
export { fields } from './spec/fields.js';
export type { Bounds } from './spec/bounds.js';
export {
  collectSources,
  collectWorst,
  corners,
  sourcedValue,
  unwrapSources,
  type Corner,
} from './spec/sources.js';
export { nearestName } from './spec/nearest-name.js';
export { describeZodError, specProblems, type SpecProblem } from './spec/describe-error.js';
export { lineOfPath } from './spec/line-of-path.js';
export { readSpec, type ReadSpec, type SpecFault } from './spec/read-spec.js';
export { jsonSchemaOf } from './spec/json-schema.js';
export { codeFormat } from './converter/codes.js';
export type { Conversion } from './converter/conversion.js';
export { dacSpec, dacLsbV, type DacSpec } from './converter/dac-spec.js';
export { createDac, type Dac } from './converter/dac.js';
export { adcSpec, type AdcSpec } from './converter/adc-spec.js';
export { createAdc, type Adc } from './converter/adc.js';
export {
  couplingErrorsOf,
  couplingSpec,
  type CouplingErrors,
  type CouplingSpec,
} from './converter/coupling-spec.js';
export { createCouplingDriver, type CouplingDriver } from './converter/coupling-driver.js';
export { NotFiniteError } from './converter/not-finite-error.js';
export { linkSpec, type LinkSpec } from './link/link-spec.js';
export { createLink, type Link } from './link/link.js';
export { EnergyAccount } from './energy/energy-account.js';
