import type { TypedArray } from '@thermoloop/compute';

type Outputs = Readonly<Record<string, TypedArray>>;

/** The named float32 output of a program run; TypeError if the program has no such output. */
export function float32Output(outputs: Outputs, name: string): Float32Array<ArrayBuffer> {
  const array = outputs[name];
  if (!(array instanceof Float32Array)) throw new TypeError(`the program has no float32 output '${name}'`);
  return array as Float32Array<ArrayBuffer>;
}

/** The named float64 output of a program run; TypeError if the program has no such output. */
export function float64Output(outputs: Outputs, name: string): Float64Array<ArrayBuffer> {
  const array = outputs[name];
  if (!(array instanceof Float64Array)) throw new TypeError(`the program has no float64 output '${name}'`);
  return array as Float64Array<ArrayBuffer>;
}

/** The named scalar output of a program run. */
export function scalarOutput(outputs: Outputs, name: string): number {
  return float32Output(outputs, name)[0]!;
}
