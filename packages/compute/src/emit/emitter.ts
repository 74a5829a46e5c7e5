import { create } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  TensorProto_DataType,
  type ValueInfoProto,
} from 'onnx-buf';
import { type DType, type TypedArray, dtypeOf } from '../graph/dtype.js';
import type { Tensor } from '../graph/graph.js';
import type { Shape } from '../graph/shape.js';
import { valueInfo } from './value-info.js';

/** An ONNX attribute: an integer, a string or integers. */
export type AttributeValue = number | string | readonly number[];

export const onnxType: Readonly<Record<DType, TensorProto_DataType>> = {
  float32: TensorProto_DataType.FLOAT,
  float64: TensorProto_DataType.DOUBLE,
  int8: TensorProto_DataType.INT8,
  int16: TensorProto_DataType.INT16,
  int32: TensorProto_DataType.INT32,
  bool: TensorProto_DataType.BOOL,
};

/** Collects the nodes, initializers and inputs of one ONNX graph. Equal nodes and equal constants are emitted once. */
export class Emitter {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  readonly inputs: ValueInfoProto[] = [];
  readonly #names = new Map<Tensor, string>();
  readonly #nodeByKey = new Map<string, string>();
  readonly #constantByKey = new Map<string, string>();
  #values = 0;

  /** The ONNX name of a tensor's value; emits it first where needed. */
  of(tensor: Tensor): string {
    let name = this.#names.get(tensor);
    if (name === undefined) {
      name = tensor.op.emit(tensor, this);
      this.#names.set(tensor, name);
    }
    return name;
  }

  /** Adds a node of the standard operator set and returns the name of its first output. */
  node(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): string {
    const key = `${type}(${inputs.join(',')})${JSON.stringify(attributes)}`;
    const known = this.#nodeByKey.get(key);
    if (known !== undefined) return known;
    const output = this.#newName();
    this.nodes.push(
      create(NodeProtoSchema, {
        opType: type,
        input: [...inputs],
        output: [output],
        attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
      }),
    );
    this.#nodeByKey.set(key, output);
    return output;
  }

  /** The name of an initializer with these data. */
  constant(data: TypedArray, shape: Shape): string {
    return this.#initializer(data, shape, onnxType[dtypeOf(data)]);
  }

  /** A vector of integers, the form in which ONNX takes shapes, axes and bounds. */
  integers(values: readonly number[]): string {
    return this.#initializer(BigInt64Array.from(values, BigInt), [values.length], TensorProto_DataType.INT64);
  }

  /** Declares an input of the ONNX graph. */
  graphInput(name: string, shape: Shape, dtype: DType): string {
    const valueName = `in:${name}`;
    this.inputs.push(valueInfo(valueName, shape, onnxType[dtype]));
    return valueName;
  }

  #initializer(data: TypedArray | BigInt64Array, shape: Shape, dataType: TensorProto_DataType): string {
    const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
    const content = bytes.length <= 256 ? Buffer.from(bytes).toString('base64') : undefined;
    const key = content === undefined ? undefined : `${dataType} ${JSON.stringify(shape)} ${content}`;
    const known = key === undefined ? undefined : this.#constantByKey.get(key);
    if (known !== undefined) return known;
    const name = this.#newName();
    this.initializers.push(
      create(TensorProtoSchema, { name, dims: shape.map(BigInt), dataType, rawData: bytes }),
    );
    if (key !== undefined) this.#constantByKey.set(key, name);
    return name;
  }

  #newName(): string {
    return `#${this.#values++}`;
  }
}

function attribute(name: string, value: AttributeValue): AttributeProto {
  const type = AttributeProto_AttributeType;
  if (typeof value === 'number')
    return create(AttributeProtoSchema, { name, type: type.INT, i: BigInt(value) });
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, { name, type: type.STRING, s: new TextEncoder().encode(value) });
  }
  return create(AttributeProtoSchema, { name, type: type.INTS, ints: value.map(BigInt) });
}
