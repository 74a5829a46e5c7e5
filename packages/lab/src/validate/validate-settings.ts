import { deviceSettings } from '../settings/device-settings.js';
import { text, wholeNumber } from '../settings/setting.js';
import { trainSettings } from '../settings/train-settings.js';

/** Every setting of `validate` that has a value, by its key in code. */
export const validateSettings = {
  device: deviceSettings.device,
  set: deviceSettings.set,
  corner: deviceSettings.corner,
  seed: trainSettings.seed,
  junit: text({
    placeholder: 'FILE',
    expected: 'a file',
    description: 'write the result as JUnit XML, for CI',
  }),
  instances: wholeNumber(1, {
    placeholder: 'K',
    description: 'the yield: how many of K pieces of this chip pass, each with its own static errors',
  }),
  minimize: text({
    placeholder: 'PATH',
    expected: 'a parameter of the chip, as in adc.bits',
    description: 'the cheapest value of one parameter with which the chip still passes',
  }),
  out: text({
    placeholder: 'DIR',
    expected: 'a directory',
    description: 'keep the result and a run directory of each training there; without it nothing is kept',
  }),
} as const;
