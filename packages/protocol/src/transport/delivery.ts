/** Keeps what arrives until someone receives, and gives back what has been read. */
export class Inbox {
  private readonly waiting: Uint8Array[] = [];
  private handler: ((bytes: Uint8Array) => void) | undefined;

  constructor(private readonly read: (bytes: Uint8Array) => void = () => undefined) {}

  put(bytes: Uint8Array): void {
    if (this.handler === undefined) this.waiting.push(bytes);
    else this.deliver(bytes, this.handler);
  }

  receive(handler: (bytes: Uint8Array) => void): void {
    this.handler = handler;
    for (const bytes of this.waiting.splice(0)) this.deliver(bytes, handler);
  }

  private deliver(bytes: Uint8Array, handler: (bytes: Uint8Array) => void): void {
    handler(bytes);
    this.read(bytes);
  }
}

/** The end of a transport: happens once and is told also to who asks later. */
export class Ending {
  ended = false;
  private reason: Error | undefined;
  private handler: ((reason?: Error) => void) | undefined;

  end(reason?: Error): void {
    if (this.ended) return;
    this.ended = true;
    this.reason = reason;
    this.handler?.(reason);
  }

  hear(handler: (reason?: Error) => void): void {
    this.handler = handler;
    if (this.ended) handler(this.reason);
  }
}
