/** Why a session ended. `displaced`: its host was silent for long, and another said HELLO. */
export type SessionEnd = 'closed' | 'reset' | 'lost' | 'displaced' | 'stopped';

/** What becomes of the sessions of a device. */
export type SessionEvent =
  | { readonly kind: 'opened'; readonly session: number }
  | { readonly kind: 'ended'; readonly session: number; readonly reason: SessionEnd };
