import { registers, type RegisterName, type RegisterValues } from './generated/registers.js';
import type { RegisterValue } from './generated/structs.js';

const byAddress = new Map(
  (Object.keys(registers) as RegisterName[]).map((name) => [registers[name].address, name]),
);

const scratch = new DataView(new ArrayBuffer(8));

export const registerAt = (address: number): RegisterName | undefined => byAddress.get(address);

/** The 64 bits of a value as the register's type has them. RangeError if it does not fit. */
export function registerBits(name: RegisterName, value: number | bigint): bigint {
  const { type } = registers[name];
  if (type === 'f64') {
    scratch.setFloat64(0, Number(value));
    return scratch.getBigUint64(0);
  }
  const largest = type === 'u32' ? 0xffff_ffffn : 0xffff_ffff_ffff_ffffn;
  if (typeof value === 'number' && !Number.isInteger(value)) {
    throw new RangeError(`${name} is ${value}; expected a whole number`);
  }
  const bits = BigInt(value);
  if (bits < 0n || bits > largest) throw new RangeError(`${name} is ${value}; expected 0 to ${largest}`);
  return bits;
}

/** The value that 64 bits stand for: a bigint for u64, else a number. */
export function registerValueOf(name: RegisterName, bits: bigint): number | bigint {
  const { type } = registers[name];
  if (type === 'u64') return bits;
  if (type === 'u32') return Number(bits);
  scratch.setBigUint64(0, bits);
  return scratch.getFloat64(0);
}

/** The entries of a WRITE_REGISTERS. */
export const registerEntries = (values: Partial<RegisterValues>): RegisterValue[] =>
  (Object.keys(values) as RegisterName[]).flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [{ address: registers[name].address, bits: registerBits(name, value) }];
  });
