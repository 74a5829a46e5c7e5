import * as fc from 'fast-check';
import { HEADER, sealed } from './oracle.js';

/** What is done to a frame before it is sent. Numbers are places and values, taken modulo what fits. */
export type Damage =
  | { readonly kind: 'none' | 'twice' }
  | { readonly kind: 'flip' | 'insert' | 'drop'; readonly places: readonly number[] }
  | { readonly kind: 'cut'; readonly at: number }
  /** CRCs fit afterwards */
  | { readonly kind: 'forge'; readonly places: readonly number[]; readonly value: number }
  /** the header says so many bytes; its CRC fits */
  | { readonly kind: 'lie'; readonly length: number };

const places = fc.array(fc.nat({ max: 0xffff }), { minLength: 1, maxLength: 5 });

/** Damage to one frame in so many. */
export const damagesOf = (frames: number): fc.Arbitrary<Damage> =>
  fc.oneof(
    { weight: 11 * (frames - 1), arbitrary: fc.constant({ kind: 'none' } as const) },
    { weight: 1, arbitrary: fc.constant({ kind: 'twice' } as const) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom('flip' as const, 'insert' as const, 'drop' as const),
        places,
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: fc.nat({ max: 0xffff }) }) },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('forge' as const), places, value: fc.nat({ max: 255 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('lie' as const),
        length: fc.oneof(
          fc.nat({ max: 600 }),
          fc.constantFrom(0xffff, 2 ** 20, 2 ** 20 + 1, 2 ** 31, 2 ** 32 - 1),
        ),
      }),
    },
  );

/** The bytes that go out in place of a frame. */
export function damaged(frame: Buffer, damage: Damage): Buffer {
  switch (damage.kind) {
    case 'none':
      return frame;
    case 'twice':
      return Buffer.concat([frame, frame]);
    case 'cut':
      return frame.subarray(0, 1 + (damage.at % frame.length));
    case 'flip': {
      const changed = Buffer.from(frame);
      for (const place of damage.places) changed[(place >> 3) % frame.length]! ^= 1 << (place & 7);
      return changed;
    }
    case 'insert':
    case 'drop': {
      const bytes = [...frame];
      for (const place of damage.places) {
        bytes.splice(
          place % bytes.length,
          damage.kind === 'drop' ? 1 : 0,
          ...(damage.kind === 'drop' ? [] : [place & 255]),
        );
        if (bytes.length === 0) break;
      }
      return Buffer.from(bytes);
    }
    case 'forge': {
      const changed = Buffer.from(frame);
      for (const place of damage.places) {
        const at = place % frame.length;
        if (at >= 2 && (at < 16 || at >= HEADER)) changed[at] = damage.value; // magic and length stay
      }
      return sealed(changed);
    }
    case 'lie': {
      const changed = Buffer.from(frame);
      changed.writeUInt32LE(damage.length, 16);
      return sealed(changed);
    }
  }
}
