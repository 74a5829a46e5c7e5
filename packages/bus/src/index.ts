export { number, integer } from './spec/number.js';
export { quantity } from './spec/quantity.js';
export { fields } from './spec/fields.js';
export type { Bounds } from './spec/bounds.js';
export { unwrapSources, collectSources } from './spec/sources.js';
export { describeZodError, specProblems, type SpecProblem } from './spec/describe-error.js';
export { jsonSchemaOf } from './spec/json-schema.js';
export {
  type CodeFormat,
  type CodeArray,
  codeFormat,
  codeBytes,
  largestCode,
  newCodes,
  saturateCodes,
} from './converter/codes.js';
export { dacSpec, dacLsbV, type DacSpec } from './converter/dac-spec.js';
export { createDac, type Dac } from './converter/dac.js';
export { adcSpec, type AdcSpec } from './converter/adc-spec.js';
export { createAdc, type Adc } from './converter/adc.js';
export { couplingSpec, type CouplingSpec } from './converter/coupling-spec.js';
export { createCouplingDriver, type CouplingDriver } from './converter/coupling-driver.js';
export { NotFiniteError } from './converter/not-finite-error.js';
export { linkSpec, type LinkSpec } from './link/link-spec.js';
export { createLink, type Link } from './link/link.js';
export { EnergyAccount } from './energy/energy-account.js';
