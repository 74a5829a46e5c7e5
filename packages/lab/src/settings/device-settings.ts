import { corners } from '@thermoloop/bus';
import { chipChanges } from './chip-changes.js';
import { deviceUrl } from './device-url.js';
import { oneOf, text } from './setting.js';

/** Which device: an emulated chip, perhaps changed, or what listens at a URL. Every command that uses one has these. */
export const deviceSettings = {
  chip: text({
    placeholder: 'C',
    expected: 'the name of a chip (thermoloop list chips) or the path of a chip file',
    description: 'the emulated SPU: a name of `thermoloop list chips`, or a path',
  }),
  set: chipChanges,
  corner: oneOf(corners, {
    description: 'which number is taken where the chip gives a typical and a worst one',
  }),
  device: deviceUrl,
} as const;
