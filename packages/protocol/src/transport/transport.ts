/**
 * Carries bytes in order, in both directions. Pieces may arrive split or joined differently than they were
 * sent; the frame parser finds the frames.
 */
export interface Transport {
  /** Takes ownership of the whole buffer behind `bytes`. Does nothing once closed. */
  send(bytes: Uint8Array): void;
  /** Memory to build the next piece in, with any content: a transport that gets its buffers back gives them out again. */
  allocate?(bytes: number): Uint8Array<ArrayBuffer>;
  /** Enough waits to be sent to keep the line busy: bulk data had better wait for `onDrain`. */
  readonly isBacklogged?: boolean;
  /** Sets who hears that it is not backlogged any more. */
  onDrain?(handler: () => void): void;
  /** Sets who receives; bytes that arrive before are kept. Bytes are valid until the handler returns. */
  onReceive(handler: (bytes: Uint8Array) => void): void;
  /** Sets who hears of the end; called once, also when it has ended already. */
  onClose(handler: (reason?: Error) => void): void;
  close(): Promise<void>;
}
