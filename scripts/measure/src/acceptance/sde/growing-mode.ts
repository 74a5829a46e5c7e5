import { RandomStream } from '@thermoloop/sim-kernel';
import { ExactPhysics, UnstableError, type AnalogProblem } from '@thermoloop/spu-emulator';
import type { Requirement } from '../../output/requirement.js';
import { integratorNames, withLevel, withSde, type IntegratorName } from './levels.js';

const railV = 1;
const stepTau = 0.01;
const timesTau = [1, 2, 4, 8, 16, 32];
/** of the mode that grows, before a rail is near */
const growthTolerance = 1e-3;

/** A = 0.1 I + bᵀ(−0.6)b with |b| = 1: the mode along b grows at the rate 0.5, the other decays. */
const rate = 0.5;
const along = [0.6, 0.8] as const;
const problem: AnalogProblem = {
  rows: 1,
  cells: 2,
  couplings: Float32Array.from(along),
  blocks: { size: 1, values: Float64Array.of(-0.6) },
  drive: Float32Array.from(along, (value) => value / 100),
  couplingGain: 1,
  driveGainV: 1,
  leak: 0.1,
};

export interface GrowingMode {
  readonly rate: number;
  /** the rate that each level refuses it with; undefined where it runs */
  readonly refusals: readonly { readonly level: string; readonly rate: number | undefined }[];
  readonly railV: number;
  /** the largest voltage as time goes on, and what it would be without rails */
  readonly traces: readonly {
    readonly integrator: IntegratorName;
    readonly points: readonly {
      readonly timeTau: number;
      readonly largestV: number;
      readonly linearV: number;
    }[];
  }[];
}

/** One problem with a growing mode, in every level. */
export async function growingMode(): Promise<GrowingMode> {
  const quiet = { start: { kind: 'zero' }, noiseVarianceV2: 0, noise: RandomStream.named('quiet') } as const;
  const refusals = [
    {
      level: 'exact',
      rate: await refusedRate(() =>
        withLevel(new ExactPhysics(), problem, (physics) => physics.relax({ ...quiet, runTimeTau: 1 })),
      ),
    },
    {
      level: 'sde, no rails',
      rate: await refusedRate(() =>
        withSde('euler-maruyama', stepTau, Infinity, problem, (physics) =>
          physics.relax({ ...quiet, runTimeTau: 1 }),
        ),
      ),
    },
  ];
  const traces = [];
  for (const integrator of integratorNames) {
    const points = await withSde(integrator, stepTau, railV, problem, async (physics) => {
      const seen = [];
      for (const timeTau of timesTau) {
        await physics.relax({ ...quiet, runTimeTau: timeTau });
        const largestV = Math.max(...Array.from(physics.read() as Float32Array, Math.abs));
        // ẋ = 0.5 x + 0.01 along b, of which the second cell has 0.8
        const linearV = (along[1] * 0.01 * Math.expm1(rate * timeTau)) / rate;
        seen.push({ timeTau, largestV, linearV });
      }
      return seen;
    });
    traces.push({ integrator, points });
  }
  return { rate, refusals, railV, traces };
}

export function growingRequirements(found: GrowingMode): Requirement[] {
  const refused = found.refusals.map(({ level, rate: refusedAt }) => ({
    name: `growing mode in ${level}: refused with its rate to`,
    value: Math.abs((refusedAt ?? NaN) - found.rate),
    relation: '<=' as const,
    limit: 1e-6,
  }));
  const run = found.traces.flatMap(({ integrator, points }) => {
    const [first] = points;
    return [
      {
        name: `growing mode in sde, ${integrator}: relative error of its growth at ${first?.timeTau} τ`,
        value: first === undefined ? NaN : Math.abs(first.largestV / first.linearV - 1),
        relation: '<=' as const,
        limit: integrator === 'euler-maruyama' ? 10 * growthTolerance : growthTolerance,
      },
      {
        name: `growing mode in sde, ${integrator}: distance from the rail at the end, V`,
        value: Math.abs((points.at(-1)?.largestV ?? NaN) - found.railV),
        relation: '<=' as const,
        limit: 0,
      },
    ];
  });
  return [...refused, ...run];
}

async function refusedRate(attempt: () => Promise<void>): Promise<number | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    if (error instanceof UnstableError) return error.rate;
    throw error;
  }
}
