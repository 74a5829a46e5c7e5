import { Stage } from '@thermoloop/protocol';
import type { DeviceStage } from './device-step-report.js';

/** The stages by the names that reports use. */
export const stageIds: Readonly<Record<DeviceStage, Stage>> = {
  linkDown: Stage.LINK_DOWN,
  dac: Stage.DAC,
  carry: Stage.CARRY,
  settle: Stage.SETTLE,
  relax: Stage.RELAX,
  adc: Stage.ADC,
  linkUp: Stage.LINK_UP,
};
