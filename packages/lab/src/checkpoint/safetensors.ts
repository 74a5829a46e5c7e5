/** Named arrays and texts, as a safetensors file holds them. */
export interface TensorFile {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Tensor {
  readonly values: Float32Array | Float64Array;
  readonly shape: readonly number[];
}

/** Bytes that are no safetensors file, or hold what this reader does not know. The message says what was found. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
}

const lengthBytes = 8;
const metadataKey = '__metadata__';
const constructors = { F64: Float64Array, F32: Float32Array } as const;
type Dtype = keyof typeof constructors;

/**
 * The bytes of a safetensors file (github.com/huggingface/safetensors, format 0.x): the length of the header as a
 * little-endian u64, the header as JSON padded with spaces to a multiple of 8, then the values, wide types first
 * and by name, without gaps. numpy and PyTorch read it by `safetensors.numpy.load_file` and `safetensors.torch.load_file`.
 */
export function encodeSafetensors({ tensors, metadata }: TensorFile): Uint8Array {
  const ordered = Object.entries(tensors).sort(
    ([nameA, a], [nameB, b]) =>
      b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT || (nameA < nameB ? -1 : 1),
  );
  const header: Record<string, unknown> = { [metadataKey]: metadata };
  let end = 0;
  for (const [name, { values, shape }] of ordered) {
    if (name === metadataKey) throw new RangeError(`a tensor cannot be called ${name}`);
    if (sizeOf(shape) !== values.length) {
      throw new RangeError(
        `tensor ${name}: ${values.length} values do not have the shape [${shape.join(', ')}]`,
      );
    }
    const start = end;
    end += values.byteLength;
    header[name] = { dtype: dtypeOf(values), shape, data_offsets: [start, end] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(lengthBytes + headerBytes + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(text, lengthBytes);
  bytes.fill(0x20, lengthBytes + text.length, lengthBytes + headerBytes);
  let at = lengthBytes + headerBytes;
  for (const [, { values }] of ordered) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/** What `bytes` hold; the arrays are copies. @throws SafetensorsError */
export function decodeSafetensors(bytes: Uint8Array): TensorFile {
  if (bytes.length < lengthBytes) throw new SafetensorsError(`${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  const dataStart = lengthBytes + headerBytes;
  if (dataStart > bytes.length) {
    throw new SafetensorsError(`a header of ${headerBytes} bytes in a file of ${bytes.length}`);
  }
  const header = parseHeader(bytes.subarray(lengthBytes, dataStart));
  const data = bytes.subarray(dataStart);
  const { [metadataKey]: metadata = {}, ...entries } = header;
  if (!isTexts(metadata)) throw new SafetensorsError('metadata that are no texts');
  const tensors = Object.entries(entries).map(
    ([name, entry]) => [name, readTensor(name, entry, data)] as const,
  );
  return { tensors: Object.fromEntries(tensors), metadata };
}

function readTensor(name: string, entry: unknown, data: Uint8Array): Tensor {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (!isDtype(dtype))
    throw new SafetensorsError(`tensor ${name} of type ${JSON.stringify(dtype) ?? 'none'}`);
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    throw new SafetensorsError(`tensor ${name} without shape or offsets`);
  }
  const [start, end] = offsets as [number, number];
  const size = sizeOf(shape) * constructors[dtype].BYTES_PER_ELEMENT;
  if (end - start !== size || end > data.length) {
    throw new SafetensorsError(
      `tensor ${name} in bytes ${start} to ${end} of ${data.length}, which needs ${size}`,
    );
  }
  return { values: new constructors[dtype](new Uint8Array(data.subarray(start, end)).buffer), shape };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof header === 'object' && header !== null && !Array.isArray(header))
      return header as Record<string, unknown>;
  } catch {
    // told below
  }
  throw new SafetensorsError('a header that is no JSON object');
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
const dtypeOf = (values: Tensor['values']): Dtype => (values instanceof Float64Array ? 'F64' : 'F32');
const isDtype = (value: unknown): value is Dtype => typeof value === 'string' && value in constructors;
const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && Number(each) >= 0);
const isTexts = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((each) => typeof each === 'string');
