export { chipSchema, startStateNames, type ChipSpec } from './chip/chip-schema.js';
export { parseChip, type Chip } from './chip/parse-chip.js';
export { ChipSpecError, type ChipSpecProblem } from './chip/chip-spec-error.js';
export { capabilityRecord } from './chip/capability-record.js';
