import { rules } from '../generated/rules.js';

/**
 * Which frames of a connection have come, by their sequence, as the anti-replay window of RFC 4303 §3.4.3: a frame is
 * taken once, late ones only within 64 of the newest. Numbers are modulo 2^32. The 65 536 up to the newest count as
 * behind it, all others as ahead, so that a host that begins to count anew, or one false number, does not make the
 * device deaf.
 */
export class ReplayWindow {
  private newest: number | undefined;
  /** the last number seen at each place modulo the width of the window */
  private readonly seen: (number | undefined)[] = Array.from({ length: rules.sequenceWindow });

  /** Whether the frame is to be taken; it counts as seen from then on. */
  take(sequence: number): boolean {
    const place = sequence % rules.sequenceWindow;
    const behind = this.newest === undefined ? Infinity : (this.newest - sequence) >>> 0;
    if (behind >= rules.sequencesBehind) this.newest = sequence;
    else if (behind >= rules.sequenceWindow || this.seen[place] === sequence) return false;
    this.seen[place] = sequence;
    return true;
  }
}
