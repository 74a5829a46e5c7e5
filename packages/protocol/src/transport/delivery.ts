/** Keeps what arrives until someone receives. */
export class Inbox {
  private readonly waiting: Uint8Array[] = [];
  private handler: ((bytes: Uint8Array) => void) | undefined;

  put(bytes: Uint8Array): void {
    if (this.handler === undefined) this.waiting.push(bytes);
    else this.handler(bytes);
  }

  receive(handler: (bytes: Uint8Array) => void): void {
    this.handler = handler;
    for (const bytes of this.waiting.splice(0)) handler(bytes);
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
