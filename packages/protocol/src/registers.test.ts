import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { registers, type RegisterName } from './generated/registers.js';
import { registerAt, registerBits, registerEntries, registerValueOf } from './registers.js';

test('a value comes back from its bits, by the type of its register', () => {
  fc.assert(
    fc.property(fc.double(), fc.nat(), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (f64, u32, u64) => {
      expect(registerValueOf('leak', registerBits('leak', f64))).toBe(f64);
      expect(registerValueOf('identityBlocks', registerBits('identityBlocks', u32))).toBe(u32);
      expect(registerValueOf('simulationSeed', registerBits('simulationSeed', u64))).toBe(u64);
    }),
    { seed: 1 },
  );
  expect(registerBits('leak', 1)).toBe(0x3ff0_0000_0000_0000n);
});

test('values that do not fit are refused by name', () => {
  expect(() => registerBits('identityBlocks', 2 ** 32)).toThrow('identityBlocks is 4294967296');
  expect(() => registerBits('identityBlocks', 0.5)).toThrow(RangeError);
  expect(() => registerBits('simulationSeed', -1n)).toThrow('simulationSeed is -1');
});

test('reset values fit, and each address names its register', () => {
  for (const name of Object.keys(registers) as RegisterName[]) {
    const { address, reset } = registers[name];
    expect(registerAt(address)).toBe(name);
    expect(registerValueOf(name, registerBits(name, reset))).toBe(reset);
  }
  expect(registerAt(4)).toBeUndefined();
});

test('entries leave out what is not given', () => {
  expect(registerEntries({ leak: 2, simulationSeed: 5n })).toEqual([
    { address: 0x10, bits: 0x4000_0000_0000_0000n },
    { address: 0x100, bits: 5n },
  ]);
});
