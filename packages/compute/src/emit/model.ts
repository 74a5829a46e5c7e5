import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, type NodeProto, NodeProtoSchema } from 'onnx-buf';
import { reachable } from '../autodiff/order.js';
import type { Tensor } from '../graph/graph.js';
import { Emitter, onnxType } from './emitter.js';
import { valueInfo } from './value-info.js';

const opset = 21n;
const irVersion = 10n;

/**
 * An ONNX model (opset 21, IR 10) that computes exactly what the outputs need. Inputs are named `in:<name>`, outputs
 * `out:<name>`. The same graph gives the same bytes.
 */
export function emitModel(outputs: Readonly<Record<string, Tensor>>): Uint8Array {
  const emitter = new Emitter();
  for (const tensor of reachable(Object.values(outputs))) emitter.of(tensor);
  const produced = new Set(emitter.nodes.flatMap((node) => node.output));
  const renamed = new Map<string, string>();
  const copies: NodeProto[] = [];
  const declared = Object.entries(outputs).map(([name, tensor]) => {
    const value = emitter.of(tensor);
    const outputName = `out:${name}`;
    if (produced.has(value) && !renamed.has(value)) renamed.set(value, outputName);
    else copies.push(create(NodeProtoSchema, { opType: 'Identity', input: [value], output: [outputName] }));
    return valueInfo(outputName, tensor.shape, onnxType[tensor.dtype]);
  });
  const nodes = [...emitter.nodes, ...copies];
  for (const node of nodes) {
    node.input = node.input.map((value) => renamed.get(value) ?? value);
    node.output = node.output.map((value) => renamed.get(value) ?? value);
  }
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion,
      opsetImport: [{ domain: '', version: opset }],
      producerName: 'thermoloop',
      graph: {
        name: 'graph',
        node: nodes,
        initializer: emitter.initializers,
        input: emitter.inputs,
        output: declared,
      },
    }),
  );
}
