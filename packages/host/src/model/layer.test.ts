import { expect, test } from '@jest/globals';
import { networkNamed } from '../workloads/registry.js';
import { layersOf } from './layer.js';

const image = { height: 28, width: 28, classes: 10 };

test('weights and bias of a layer are one layer, in the order of θ', () => {
  expect(layersOf(networkNamed('mnist-cnn').model(image, {}).parameters)).toEqual([
    { name: 'convolution1', size: 8 * (9 + 1) },
    { name: 'convolution2', size: 16 * (8 * 9 + 1) },
    { name: 'dense', size: 10 * (16 * 7 * 7 + 1) },
  ]);
  expect(layersOf(networkNamed('mnist-mlp').model(image, { hidden: [5] }).parameters)).toEqual([
    { name: 'dense1', size: 5 * 785 },
    { name: 'dense2', size: 60 },
  ]);
});

test('arrays of one name that do not stand together are two layers, and one without a dot is its own', () => {
  const parameters = ['a.weight', 'b', 'a.bias'].map((name) => ({ name, size: 1 }));
  expect(layersOf(parameters).map(({ name }) => name)).toEqual(['a', 'b', 'a']);
});
