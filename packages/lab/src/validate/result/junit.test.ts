import { expect, test } from '@jest/globals';
import { SaxesParser } from 'saxes';
import { junit } from './junit.js';
import type { RequirementResult } from './validate-result.js';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
  readonly children: Element[];
}

/** The tree of a well-formed document. @throws Error where it is not */
function parsed(xml: string): Element {
  const root: Element = { name: '', attributes: {}, text: '', children: [] };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = {
      name,
      attributes: attributes,
      text: '',
      children: [],
    };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => void (open.at(-1)!.text += text));
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return root.children[0]!;
}

const requirement = (name: string, met: boolean): RequirementResult => ({
  name,
  require: `step.time < 2 ms and "a" & 'b' > 1\u0000`,
  verdict: met ? 'met' : 'not met',
  met,
  comparisons: [
    {
      text: 'step.time < 2 ms',
      unit: 'ms',
      value: 1.5,
      limit: 2,
      margin: 0.5,
      marginPercent: 25,
      marginInterval: [0.4, 0.6],
      valueInterval: [1.4, 1.6],
      basis: 'seeds',
      channel: null,
      reason: null,
      verdict: met ? 'met' : 'not met',
      met,
    },
  ],
});

test('a requirement is a test case, one that is not met a failure, a corner a suite', () => {
  const corner = (name: 'typical' | 'worst') => ({
    corner: name,
    met: false,
    requirements: [requirement('<fast & "small">', true), requirement('zwölf ⚙\nlines', false)],
    quantities: [],
  });
  const root = parsed(
    junit({
      chip: 'chips/a&b.yaml',
      file: 'r.yaml',
      corners: [corner('typical'), corner('worst')],
      wallTimeS: 1.25,
    }),
  );
  expect(root).toMatchObject({
    name: 'testsuites',
    attributes: { tests: '4', failures: '2', time: '1.250' },
  });
  expect(root.children.map(({ name, attributes }) => [name, attributes['name']])).toEqual([
    ['testsuite', 'chips/a&b.yaml, typical'],
    ['testsuite', 'chips/a&b.yaml, worst'],
  ]);
  const [met, notMet] = root.children[0]!.children;
  expect(met).toMatchObject({
    name: 'testcase',
    attributes: { name: '<fast & "small">', classname: 'chips/a&b.yaml, typical' },
  });
  expect(met!.children.map(({ name }) => name)).toEqual(['system-out']);
  expect(notMet!.attributes['name']).toBe('zwölf ⚙\nlines');
  const [failure] = notMet!.children;
  expect(failure).toMatchObject({ name: 'failure', attributes: { type: 'not met' } });
  expect(failure!.text).toContain(
    `step.time < 2 ms and "a" & 'b' > 1: not met\nstep.time < 2 ms: measured 1.50000 ms, margin 0.500000 ms (0.400000 ms to 0.600000 ms), not met`,
  );
});
