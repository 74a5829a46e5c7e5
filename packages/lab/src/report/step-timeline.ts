import { stages, type Stage } from '../train/stages.js';
import type { Step } from '../train/step-schema.js';

/** From when to when a stage was at work, in seconds since the step began. */
export interface TimelineSpan {
  readonly stage: Stage;
  readonly startS: number;
  readonly endS: number;
}

/** One step on the virtual clock. */
export interface StepTimeline {
  readonly step: number;
  readonly durationS: number;
  /** In the order of their starts; a stage may come more than once. */
  readonly spans: readonly TimelineSpan[];
}

const isStage = (name: string): name is Stage => stages.some((stage) => stage === name);

/**
 * The last step that a device took part in: when each stage began and ended. The host's own work is shown where the host
 * waits for each answer, before the device's first stage and after its last; elsewhere it may lie anywhere.
 */
export function stepTimeline(steps: readonly Step[], waitsForEach: boolean): StepTimeline | undefined {
  const at = steps.findLastIndex(({ device }) => device !== undefined && device.stages.length > 0);
  const step = steps[at];
  if (step?.device === undefined) return undefined;
  const ofDevice = step.device.stages.flatMap(({ stage, startS, endS }) =>
    isStage(stage) && endS > startS ? [{ stage, startS, endS }] : [],
  );
  const firstS = Math.min(...ofDevice.map(({ startS }) => startS));
  const lastS = Math.max(...ofDevice.map(({ endS }) => endS));
  const beginS = waitsForEach ? (steps[at - 1]?.virtualTimeS ?? 0) : firstS;
  const endS = waitsForEach ? (step.virtualTimeS ?? lastS) : lastS;
  const ofHost: TimelineSpan[] = waitsForEach
    ? [
        { stage: 'hostCompute', startS: beginS, endS: firstS },
        { stage: 'hostCompute', startS: lastS, endS },
      ]
    : [];
  const spans = [...ofHost, ...ofDevice]
    .filter((span) => span.endS > span.startS)
    .map(({ stage, ...span }) => ({ stage, startS: span.startS - beginS, endS: span.endS - beginS }))
    .sort((a, b) => a.startS - b.startS);
  return { step: step.step, durationS: endS - beginS, spans };
}

/** One stage of a step: when it began first, how often it came, and for how long it was at work in all. */
export interface StageUse {
  readonly stage: Stage;
  readonly firstS: number;
  readonly times: number;
  readonly timeS: number;
}

/** The stages that were at work, in their order. */
export function stageUses({ spans }: StepTimeline): StageUse[] {
  return stages.flatMap((stage) => {
    const own = spans.filter((span) => span.stage === stage);
    const [first] = own;
    if (first === undefined) return [];
    const timeS = own.reduce((sum, { startS, endS }) => sum + (endS - startS), 0);
    return [{ stage, firstS: first.startS, times: own.length, timeS }];
  });
}
