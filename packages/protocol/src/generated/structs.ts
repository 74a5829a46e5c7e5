// Generated from firmware-spec/spu-link.yaml by `npm run generate`. Do not edit.

import { type Codec } from '../wire/codec.js';
import {
  elementFault,
  enumFault,
  getArray,
  inField,
  putArray,
  putF64,
  putU16,
  putU32,
  putU64,
  putU8,
} from '../wire/fields.js';
import { codeKindNames, gridKindNames, type CodeKind, type GridKind } from './enums.js';

export interface CodeFormat {
  readonly kind: CodeKind;
  /** with the sign; 32 for FLOAT32. The largest code is 2^(bits−1) − 1, the smallest its negative */
  readonly resolutionBits: number;
}

export const codeFormat: Codec<CodeFormat> = {
  name: 'CodeFormat',
  fields: ['kind', 'resolutionBits', 'reserved'],
  fixedBytes: 4,
  tailElementBytes: 0,
  sizeOf: () => 4,
  encode(record, view, at) {
    putU8(view, at, record.kind, 'CodeFormat: kind');
    putU8(view, at + 1, record.resolutionBits, 'CodeFormat: resolutionBits');
    putU16(view, at + 2, 0, 'CodeFormat: reserved');
  },
  decode: (view, at) => ({
    kind: view.getUint8(at) as CodeKind,
    resolutionBits: view.getUint8(at + 1),
  }),
  fault: (record) => enumFault(0, [record.kind], codeKindNames),
};

export interface Grid {
  readonly kind: GridKind;
  /** FLOATING only */
  readonly mantissaBits: number;
  readonly minimum: number;
  readonly maximum: number;
  /** LINEAR only */
  readonly step: number;
}

export const grid: Codec<Grid> = {
  name: 'Grid',
  fields: ['kind', 'mantissaBits', 'reserved', 'reserved2', 'minimum', 'maximum', 'step'],
  fixedBytes: 32,
  tailElementBytes: 0,
  sizeOf: () => 32,
  encode(record, view, at) {
    putU8(view, at, record.kind, 'Grid: kind');
    putU8(view, at + 1, record.mantissaBits, 'Grid: mantissaBits');
    putU16(view, at + 2, 0, 'Grid: reserved');
    putU32(view, at + 4, 0, 'Grid: reserved2');
    putF64(view, at + 8, record.minimum, 'Grid: minimum');
    putF64(view, at + 16, record.maximum, 'Grid: maximum');
    putF64(view, at + 24, record.step, 'Grid: step');
  },
  decode: (view, at) => ({
    kind: view.getUint8(at) as GridKind,
    mantissaBits: view.getUint8(at + 1),
    minimum: view.getFloat64(at + 8, true),
    maximum: view.getFloat64(at + 16, true),
    step: view.getFloat64(at + 24, true),
  }),
  fault: (record) => enumFault(0, [record.kind], gridKindNames),
};

export interface RegisterValue {
  readonly address: number;
  /** the value as the register table types it (f64: its IEEE bits) */
  readonly bits: bigint;
}

export const registerValue: Codec<RegisterValue> = {
  name: 'RegisterValue',
  fields: ['address', 'reserved', 'bits'],
  fixedBytes: 16,
  tailElementBytes: 0,
  sizeOf: () => 16,
  encode(record, view, at) {
    putU32(view, at, record.address, 'RegisterValue: address');
    putU32(view, at + 4, 0, 'RegisterValue: reserved');
    putU64(view, at + 8, record.bits, 'RegisterValue: bits');
  },
  decode: (view, at) => ({
    address: view.getUint32(at, true),
    bits: view.getBigUint64(at + 8, true),
  }),
  fault: () => undefined,
};

export interface StageInterval {
  /** In ps */
  readonly startPs: bigint;
  /** In ps */
  readonly endPs: bigint;
}

export const stageInterval: Codec<StageInterval> = {
  name: 'StageInterval',
  fields: ['startPs', 'endPs'],
  fixedBytes: 16,
  tailElementBytes: 0,
  sizeOf: () => 16,
  encode(record, view, at) {
    putU64(view, at, record.startPs, 'StageInterval: startPs');
    putU64(view, at + 8, record.endPs, 'StageInterval: endPs');
  },
  decode: (view, at) => ({
    startPs: view.getBigUint64(at, true),
    endPs: view.getBigUint64(at + 8, true),
  }),
  fault: () => undefined,
};

/** times, counts and energies of one job, as the device knows them */
export interface RunReport {
  /** by Stage; startPs = endPs where a stage did not happen */
  readonly stages: readonly StageInterval[];
  /** by Stage; what the chip takes while it waits is in LINK_DOWN. In J */
  readonly energyJ: readonly number[];
  readonly dacConversions: bigint;
  readonly adcConversions: bigint;
  /** bits on the link to the device since the last report, framing included */
  readonly bitsDown: bigint;
  readonly bitsUp: bigint;
  /** conversions that saturated */
  readonly dacClipped: number;
  /** conversions that saturated */
  readonly adcClipped: number;
  /** mean square of what the held cells lost since the last hold; of a RUN for start PREVIOUS only. In V² */
  readonly droopV2: number;
  /** how long the cells relaxed under the problem before: the carry time, and for cells that do not hold all the time since the last run. In ps */
  readonly carryPs: bigint;
  /** samples of cells that stood at a rail when they were read */
  readonly railedCells: number;
}

export const runReport: Codec<RunReport> = {
  name: 'RunReport',
  fields: [
    'stages',
    'energyJ',
    'dacConversions',
    'adcConversions',
    'bitsDown',
    'bitsUp',
    'dacClipped',
    'adcClipped',
    'droopV2',
    'carryPs',
    'railedCells',
    'reserved',
  ],
  fixedBytes: 232,
  tailElementBytes: 0,
  sizeOf: () => 232,
  encode(record, view, at) {
    putArray(record.stages, 7, 'RunReport: stages', (item, index) =>
      stageInterval.encode(item, view, at + 16 * index),
    );
    putArray(record.energyJ, 7, 'RunReport: energyJ', (item, index) =>
      putF64(view, at + 112 + 8 * index, item, 'RunReport: energyJ'),
    );
    putU64(view, at + 168, record.dacConversions, 'RunReport: dacConversions');
    putU64(view, at + 176, record.adcConversions, 'RunReport: adcConversions');
    putU64(view, at + 184, record.bitsDown, 'RunReport: bitsDown');
    putU64(view, at + 192, record.bitsUp, 'RunReport: bitsUp');
    putU32(view, at + 200, record.dacClipped, 'RunReport: dacClipped');
    putU32(view, at + 204, record.adcClipped, 'RunReport: adcClipped');
    putF64(view, at + 208, record.droopV2, 'RunReport: droopV2');
    putU64(view, at + 216, record.carryPs, 'RunReport: carryPs');
    putU32(view, at + 224, record.railedCells, 'RunReport: railedCells');
    putU32(view, at + 228, 0, 'RunReport: reserved');
  },
  decode: (view, at) => ({
    stages: getArray(7, (index) => stageInterval.decode(view, at + 16 * index, 16)),
    energyJ: getArray(7, (index) => view.getFloat64(at + 112 + 8 * index, true)),
    dacConversions: view.getBigUint64(at + 168, true),
    adcConversions: view.getBigUint64(at + 176, true),
    bitsDown: view.getBigUint64(at + 184, true),
    bitsUp: view.getBigUint64(at + 192, true),
    dacClipped: view.getUint32(at + 200, true),
    adcClipped: view.getUint32(at + 204, true),
    droopV2: view.getFloat64(at + 208, true),
    carryPs: view.getBigUint64(at + 216, true),
    railedCells: view.getUint32(at + 224, true),
  }),
  fault: (record) => inField(0, elementFault(record.stages, stageInterval)),
};
