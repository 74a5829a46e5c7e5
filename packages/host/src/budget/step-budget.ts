import { CodeKind } from '@thermoloop/protocol';
import type { Exchange } from '../driver/exchange.js';
import type { BudgetedStep, KnownOfDevice } from './budgeted-step.js';
import { CauseSums, difference, dot, type CauseVectors } from './cause-sums.js';
import type { LowRankSystem } from './low-rank-system.js';
import { noiseAmongReads } from './readout-noise.js';
import { readoutShare } from './readout-share.js';
import { heldRelaxation, liveRelaxation, type Relaxation } from './relaxation.js';
import { exactSystem, sentSystems } from './sent-systems.js';
import { carriedStart, knownStart, sentDrive } from './start-state.js';
import { budgetCauses, type BudgetPart, type StepBudget } from './step-budget-result.js';

/**
 * Where the error e = x̃ − x* of a solution comes from, from what was sent and what came back alone. The causes that the
 * codes and registers tell are put in place of the exact problem one after the other, in the order of `budgetCauses`,
 * each adding the change that it makes to the solution; noise of the cells and what converters make of it are there in
 * expectation. All in f64 by the closed forms of the linear dynamics (arXiv:2405.13817, eq. 3).
 *
 * A rounding error whose scale is coarser than the codes would allow, because the gains lie on grids, counts as rounding
 * only in the part (finest scale / scale)² of its squared norm; the rest is the gain grid's, with what whole ticks of the
 * run timer do.
 *
 * It is measurement: nothing is charged to the virtual clock. r²N + r³ operations, a few times over.
 * @param threads of the products
 * @throws RangeError for λ ≤ 0, where there is no x* in general, and for exchanges that do not cover the solution
 */
export async function stepBudget(
  step: BudgetedStep,
  known: KnownOfDevice = {},
  threads = 2,
): Promise<StepBudget> {
  const { gradient, factor, exchanges } = step;
  const damping = exchanges[0]?.exchange.problem.damping ?? 0;
  if (!(damping > 0)) throw new RangeError(`damping is ${damping}; a budget needs one above 0`);
  const system = await exactSystem(factor, damping, threads);
  const exact = system.solve(gradient);
  const solution = joinedSolution(step);

  const sums = new CauseSums();
  let unexplained = 0;
  for (const { offset, exchange } of exchanges) {
    const whole = exact.subarray(offset, offset + exchange.problem.gradient.length);
    const isWhole = exchanges.length === 1 && exchange.problem.factor === factor;
    unexplained += await addExchange(sums, exchange, whole, isWhole ? system : undefined, known, threads);
  }

  const error = difference(solution, exact);
  const measured = dot(error, error);
  const residual = difference(system.times(solution), gradient);
  const size = Math.sqrt(dot(exact, exact));
  const parts = partsOf(sums, measured, unexplained);
  return {
    residual: Math.sqrt(dot(residual, residual) / dot(gradient, gradient)),
    cosine: dot(solution, exact) / (size * Math.sqrt(dot(solution, solution))),
    relativeError: Math.sqrt(measured) / size,
    explained: sums.squaredNorm / measured,
    parts,
    ranking: parts
      .filter(({ own }) => own > 0)
      .sort((a, b) => b.own - a.own)
      .map(({ cause }) => cause),
  };
}

/**
 * Adds the causes in one exchange.
 * @param whole its part of x* of the whole problem
 * @returns by how much the squared distance between what was read and what was expected exceeds its expectation
 */
async function addExchange(
  sums: CauseSums,
  exchange: Exchange,
  whole: Float64Array,
  exactOne: LowRankSystem | undefined,
  known: KnownOfDevice,
  threads: number,
): Promise<number> {
  const { problem, sent, received } = exchange;
  const { repeats = 1 } = problem;
  const { exact, roundedCouplings, rounded } = await sentSystems(exchange, threads, exactOne);
  const drive = sentDrive(exchange);
  const readoutNoise = known.readoutNoiseCodesRms ?? readoutNoiseOf(exchange);
  const start = await carriedStart(exchange, knownStart(exchange, readoutNoise), threads);
  const cells = drive.length;

  const ofTile = exactOne === undefined ? exact.solve(problem.gradient) : whole;
  const ofDrive = exact.solve(drive);
  const ofCouplings = roundedCouplings === exact ? ofDrive : roundedCouplings.solve(drive);
  const equilibrium = rounded === roundedCouplings ? ofCouplings : rounded.solve(drive);
  const wanted = relaxationOf(exchange, sent.runTimeTau.requested, problem.readSpacingTau);
  const realised = relaxationOf(exchange, sent.runTimeTau.realised, sent.readSpacingTau);
  const distance = difference(start.values, equilibrium);
  const afterWanted = rounded.apply(wanted.kept, distance);
  const left = rounded.apply(realised.kept, distance);
  const expected = equilibrium.map((value, i) => value + left[i]!);

  const noise = (sent.temperature * rounded.trace(realised.noise)) / cells;
  const keptSquare = rounded.trace((a) => realised.kept(a) ** 2) / cells;
  const uncertainty = start.variance?.map((value) => keptSquare * value) ?? new Float64Array(cells);
  const variance = uncertainty.map((value) => value + noise);
  const read = readoutShare(exchange, { expected, variance }, readoutNoise);

  const vectors: CauseVectors = {
    tiling: difference(ofTile, whole),
    'gradient-rounding': difference(ofDrive, ofTile),
    'coupling-rounding': difference(ofCouplings, ofDrive),
    'block-rounding': difference(equilibrium, ofCouplings),
    'run-time': afterWanted,
    'gain-grid': difference(left, afterWanted),
    clipping: read.clipping,
    adc: read.rounding,
  };
  const { scales, finestScales } = sent;
  sums.addVectors(vectors, {
    'gradient-rounding': { to: 'gain-grid', part: coarseness(scales.drive, finestScales.drive) },
    'coupling-rounding': { to: 'gain-grid', part: coarseness(scales.couplings, finestScales.couplings) },
  });
  const scatter = { noise: 0, start: 0 };
  /** Half of what they have in common with the converters: an LSB far above them takes all of them away. */
  const common = { noise: 0, start: 0 };
  uncertainty.forEach((ofStart, i) => {
    const excess = read.slopes[i]! - 1;
    scatter.noise += noise / repeats;
    scatter.start += ofStart / repeats;
    common.noise += (excess * noise) / repeats;
    common.start += (excess * ofStart) / repeats;
  });
  sums.add('noise', scatter.noise, common.noise);
  sums.add('run-time', scatter.start, common.start);
  const both = common.noise + common.start;
  sums.add('adc', read.variance - scatter.noise - scatter.start - 2 * both, both);

  let surprise = -read.variance;
  for (let i = 0; i < cells; i++) {
    const bias = read.clipping[i]! + read.rounding[i]!;
    surprise += (received.solution[i]! - expected[i]!) ** 2 - bias * bias;
  }
  return surprise;
}

/** From reads of the same held values, in the last run. */
function readoutNoiseOf({ problem, received }: Exchange): number {
  const { codes } = received.readings.at(-1)!;
  const isHeld = problem.readSpacingTau === undefined && received.format.kind !== CodeKind.FLOAT32;
  return isHeld ? noiseAmongReads(codes, problem.reads, problem.gradient.length) : 0;
}

function relaxationOf({ problem }: Exchange, runTimeTau: number, spacingTau: number | undefined): Relaxation {
  return spacingTau === undefined || problem.reads === 1
    ? heldRelaxation(runTimeTau)
    : liveRelaxation(runTimeTau, problem.reads, spacingTau);
}

/** The part of a squared rounding error that a scale above the finest one is to blame for. */
function coarseness(scale: number, finest: number): number {
  return scale > 0 && finest < scale ? 1 - (finest / scale) ** 2 : 0;
}

function partsOf(sums: CauseSums, measured: number, unexplained: number): BudgetPart[] {
  return budgetCauses.map((cause) => {
    if (cause === 'device') {
      const own = Math.max(0, unexplained) / measured;
      const share = 1 - sums.squaredNorm / measured;
      return { cause, own, cross: share - own, share };
    }
    const { own, cross } = sums.of(cause);
    return { cause, own: own / measured, cross: cross / measured, share: (own + cross) / measured };
  });
}

function joinedSolution({ gradient, exchanges }: BudgetedStep): Float64Array {
  const solution = new Float64Array(gradient.length);
  let next = 0;
  for (const { offset, exchange } of exchanges) {
    if (offset !== next) throw new RangeError(`an exchange begins at entry ${offset}; expected ${next}`);
    solution.set(exchange.received.solution, offset);
    next += exchange.received.solution.length;
  }
  if (next !== gradient.length) {
    throw new RangeError(`the exchanges cover ${next} entries of ${gradient.length}`);
  }
  return solution;
}
