import { describe, expect, test } from '@jest/globals';
import { UnknownNameError } from '../unknown-name-error.js';
import { networkNamed, networks, workloadNamed } from './registry.js';
import { ImageSizeError } from './network-workload.js';

const mnist = { height: 28, width: 28, classes: 10 };

describe('workloads', () => {
  test('mnist-cnn has 9098 parameters at 28 × 28 and 10 classes', () => {
    expect(networkNamed('mnist-cnn').model(mnist, {}).parameterCount).toBe(9098);
  });

  test('mnist-mlp has one layer of 32 unless `hidden` says otherwise', () => {
    const mlp = networkNamed('mnist-mlp');
    expect(mlp.model(mnist, {}).parameterCount).toBe(785 * 32 + 33 * 10);
    expect(mlp.model(mnist, { hidden: [100, 50], activation: 'tanh' }).parameterCount).toBe(
      785 * 100 + 101 * 50 + 51 * 10,
    );
    expect(mlp.model(mnist, { hidden: [] }).parameterCount).toBe(7850);
  });

  test.each(networks)('$name lays its parameters out without gaps', (workload) => {
    const { parameters, parameterCount } = workload.model({ height: 12, width: 9, classes: 4 }, {});
    let offset = 0;
    for (const parameter of parameters) {
      expect(parameter.offset).toBe(offset);
      offset += parameter.size;
    }
    expect(offset).toBe(parameterCount);
  });

  test('settings that a workload does not have, or that make no sense, are refused by name', () => {
    expect(() => networkNamed('mnist-cnn').model(mnist, { hidden: [3] })).toThrow(/hidden/);
    expect(() => networkNamed('mnist-mlp').model(mnist, { hidden: [0] })).toThrow(/hidden/);
    expect(() => networkNamed('mnist-mlp').model(mnist, { activation: 'gelu' })).toThrow(/activation/);
  });

  test('images too small for two poolings are refused with the limit', () => {
    expect(() => networkNamed('mnist-cnn').model({ height: 3, width: 8, classes: 2 }, {})).toThrow(
      ImageSizeError,
    );
    expect(() => networkNamed('mnist-cnn').model({ height: 3, width: 8, classes: 2 }, {})).toThrow(
      /4 × 4.*3 × 8/,
    );
  });

  test('an unknown name is answered with the known ones', () => {
    expect(() => workloadNamed('cifar')).toThrow(UnknownNameError);
    expect(() => workloadNamed('cifar')).toThrow(/there are mnist-cnn, mnist-mlp, landscape/);
  });
});
