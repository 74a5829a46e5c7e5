/**
 * Carries bytes in order, in both directions. Pieces may arrive split or joined differently than they were
 * sent; the frame parser finds the frames.
 */
export interface Transport {
  /** Takes ownership of the whole buffer behind `bytes`. Does nothing once closed. */
  send(bytes: Uint8Array): void;
  /** Sets who receives; bytes that arrive before are kept. */
  onReceive(handler: (bytes: Uint8Array) => void): void;
  /** Sets who hears of the end; called once, also when it has ended already. */
  onClose(handler: (reason?: Error) => void): void;
  close(): Promise<void>;
}
