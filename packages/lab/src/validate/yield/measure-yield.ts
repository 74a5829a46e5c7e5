import type { Corner } from '@thermoloop/bus';
import { RandomStream } from '@thermoloop/sim-kernel';
import { proportionOf } from '../../characterize/statistics/evidence.js';
import { judgeRequirements } from '../judge/judge-requirements.js';
import { measure, type MeasureOrder, type Measurement } from '../measure/measure.js';
import type { Requirement } from '../requirements-file.js';
import { variedSubject } from '../vary/changed-subject.js';
import type { Yield } from './yield-result.js';

/** Measurements of variations of a chip, at one corner. */
export interface VariationOrder extends MeasureOrder {
  readonly corner: Corner;
  readonly all: readonly Requirement[];
}

/**
 * The yield: draws pieces of silicon and judges each by the requirements, all with the first seed, so that nothing but
 * the pieces differs. A piece passes if every requirement is met by its values.
 */
export async function measureYield(order: VariationOrder, count: number): Promise<Yield> {
  const { seeds, falseAlarm, all, corner, subject } = order;
  const seed = seeds[0]!;
  const pieces: Yield['pieces'] = [];
  const measured: string[] = [];
  for (const [i, instanceSeed] of instanceSeeds(seed, count).entries()) {
    const measurement = await measure({
      ...order,
      seeds: [seed],
      subject: variedSubject(subject, { 'chip.instanceSeed': instanceSeed }),
      label: `instances/${i + 1}`,
    });
    const judged = judgeRequirements(all, measurement, falseAlarm);
    const failed = judged.flatMap(({ isMet, requirement }) => (isMet ? [] : [requirement.name]));
    pieces.push({ instanceSeed, met: failed.length === 0, failed });
    measured.push(valuesOf(measurement));
  }
  const passed = pieces.filter(({ met }) => met).length;
  return {
    corner,
    instances: count,
    passed,
    share: passed / count,
    interval: shareInterval(passed, count, falseAlarm),
    confidence: 1 - falseAlarm,
    seed,
    areAlike: count > 1 && measured.every((each) => each === measured[0]),
    pieces,
  };
}

/** Different ones for different seeds, the first ones of which stay when more are drawn. */
export function instanceSeeds(seed: number, count: number): number[] {
  const uniforms = new Float64Array(count);
  RandomStream.named(seed, 'pieces of silicon').fillUniform(uniforms);
  return Array.from(uniforms, (uniform) => Math.floor(uniform * 2 ** 32));
}

function shareInterval(passed: number, count: number, falseAlarm: number): [number, number] {
  const evidence = proportionOf(passed, count);
  if (evidence.kind === 'not-observable') throw new Error('a share of nothing');
  const [low, high] = evidence.interval(falseAlarm);
  return [low, high];
}

const valuesOf = ({ measured }: Measurement): string => JSON.stringify([...measured]);
