/** Element types. A 'bool' is stored as one byte, 0 or 1. */
export type DType = 'float32' | 'float64' | 'int8' | 'int16' | 'int32' | 'bool';

export type TypedArray = Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | Uint8Array;

export type FloatType = 'float32' | 'float64';

export const bytesPerElement: Readonly<Record<DType, number>> = {
  float32: 4,
  float64: 8,
  int8: 1,
  int16: 2,
  int32: 4,
  bool: 1,
};

/** The element type that a typed array holds. */
export function dtypeOf(data: TypedArray): DType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Float64Array) return 'float64';
  if (data instanceof Int8Array) return 'int8';
  if (data instanceof Int16Array) return 'int16';
  if (data instanceof Int32Array) return 'int32';
  return 'bool';
}

/** A new array of `length` zeros. */
export function zeros(dtype: DType, length: number): TypedArray {
  switch (dtype) {
    case 'float32':
      return new Float32Array(length);
    case 'float64':
      return new Float64Array(length);
    case 'int8':
      return new Int8Array(length);
    case 'int16':
      return new Int16Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'bool':
      return new Uint8Array(length);
  }
}

/** A new array that holds these numbers in the given type. */
export function arrayOf(dtype: DType, values: readonly number[]): TypedArray {
  const array = zeros(dtype, values.length);
  array.set(values);
  return array;
}

export function isFloat(dtype: DType): dtype is FloatType {
  return dtype === 'float32' || dtype === 'float64';
}
