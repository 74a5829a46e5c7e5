import { create } from '@bufbuild/protobuf';
import { type TensorProto_DataType, type ValueInfoProto, ValueInfoProtoSchema } from 'onnx-buf';
import type { Shape } from '../graph/shape.js';

/** Name, element type and shape of a value, as ONNX declares inputs and outputs. */
export function valueInfo(name: string, shape: Shape, elemType: TensorProto_DataType): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType,
          shape: {
            dim: shape.map((length) => ({ value: { case: 'dimValue' as const, value: BigInt(length) } })),
          },
        },
      },
    },
  });
}
