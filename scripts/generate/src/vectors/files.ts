import type { Layout } from '../layout.js';
import { conversationVectors, deviceCapabilities } from './conversations.js';
import { frameVectors } from './frames.js';
import { recordVectors } from './records.js';
import { stateConversations } from './state-conversations.js';
import type { StateMachine } from '../states/state-machine.js';

/** The golden vectors: file name to unformatted JSON. */
export function vectorFiles(layout: Layout, hash: bigint, machine: StateMachine): Record<string, string> {
  const head = {
    generatedFrom: 'firmware-spec/spu-link.yaml by `npm run generate`; do not edit',
    protocol: layout.table.protocol,
    version: layout.table.version,
    schemaHash: `0x${hash.toString(16).padStart(16, '0')}`,
  };
  return {
    'records.json': JSON.stringify({ ...head, records: recordVectors(layout) }),
    'frames.json': JSON.stringify({ ...head, frames: frameVectors(layout) }),
    'conversations.json': JSON.stringify({
      ...head,
      capabilities: deviceCapabilities,
      conversations: conversationVectors(layout, hash),
    }),
    'states.json': JSON.stringify({ ...head, conversations: stateConversations(layout, hash, machine) }),
  };
}
