import type { Corner } from '@thermoloop/bus';
import type { ResolvedChip } from '../chips/resolve-chip.js';
import type { ChipChanges } from '../settings/chip-changes.js';

/** The settings that say which device is used. */
export interface DeviceSettings {
  readonly chip?: string | undefined;
  readonly set?: ChipChanges | undefined;
  readonly corner?: Corner | undefined;
  readonly device?: string | undefined;
}

/** Which device a run uses: an emulator of a chip in threads of this process, or what listens at a URL. */
export type DeviceChoice =
  { readonly kind: 'emulator'; readonly chip: ResolvedChip } | { readonly kind: 'url'; readonly url: string };

/** How messages name it. */
export function titleOf(choice: DeviceChoice): string {
  return choice.kind === 'url' ? `device ${choice.url}` : `emulated chip ${choice.chip.name}`;
}
