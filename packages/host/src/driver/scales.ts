import { GridKind, type Grid } from '@thermoloop/protocol';
import { asOnGrid, gainsBetween, largestOf, leastGain } from './gain-grid.js';

/**
 * A scale (value per code): the smallest that clips nothing (0 for an array of zeros, which has any), or 1 for a
 * format that carries values.
 */
export type ScaleBound = { readonly kind: 'atLeast'; readonly minimum: number } | { readonly kind: 'unit' };

/** What has to be put on the device's grids. */
export interface ScaleProblem {
  /** λ ≥ 0. */
  readonly damping: number;
  /** Bound of s_B²·s_S. */
  readonly couplings: ScaleBound;
  /** Bound of s_g. */
  readonly drive: ScaleBound;
  /** G = γ/α, held fixed. */
  readonly stateScale: number;
  /** Whether σ = αδ has to be on the grid of the start gain. */
  readonly startsFromDrive: boolean;
  /** What run timer and run time leave to α. */
  readonly alpha: { readonly minimum: number; readonly maximum: number };
}

export interface ScaleGrids {
  readonly couplingGain: Grid;
  readonly driveGain: Grid;
  readonly leak: Grid;
  readonly startGain: Grid;
}

/** Gains on their grids, and the scales that follow from them exactly: αρ = s_B² s_S, αλ_d = λ, Gαδ = s_g. */
export interface Scales {
  readonly alpha: number;
  readonly leak: number;
  readonly couplingGain: number;
  /** s_B²·s_S. */
  readonly couplingScale: number;
  readonly driveGain: number;
  /** s_g. */
  readonly driveScale: number;
  /** σ = αδ, if the run starts from the drive. */
  readonly startGain?: number;
}

/** The register for which no value fits. */
export type Blocked = 'leak' | 'couplingGain' | 'driveGain' | 'startGain';

export type ScaleSearch =
  | { readonly found: true; readonly scales: Scales; readonly cost: number }
  | { readonly found: false; readonly blockedBy: Blocked };

/**
 * The gains (λ_d, ρ, δ, σ) on their grids that waste the fewest code bits with α near 1. The cost of a choice is
 * ½·log₂(s_B²s_S / its bound) + log₂(s_g / its bound) bits of resolution, plus a quarter of a bit for every octave
 * that α is further from 1 than a factor √2 (a run takes α times as long). Every grid point at which the cost can
 * be least is looked at, except that of more than `most` values on one grid an even choice is taken. Among equal
 * costs the α nearest to 1 wins.
 */
export function searchScales(problem: ScaleProblem, grids: ScaleGrids, most = 64): ScaleSearch {
  let best: { scales: Scales; cost: number; distance: number } | undefined;
  let blockedBy: Blocked = 'leak';
  for (const octaves of windows) {
    const low = Math.max(2 ** -octaves, problem.alpha.minimum);
    const high = Math.min(2 ** octaves, problem.alpha.maximum);
    for (const { alpha, leak } of low <= high ? alphaCandidates(problem, grids, low, high, most) : []) {
      const fitted = fitGains(problem, grids, alpha, leak);
      if (typeof fitted === 'string') {
        blockedBy = furthest(blockedBy, fitted);
        continue;
      }
      const distance = Math.abs(Math.log2(alpha));
      const cost = wastedBits(problem, fitted) + distancePenalty(distance);
      if (
        best === undefined ||
        cost < best.cost - tie ||
        (cost < best.cost + tie && distance < best.distance)
      ) {
        best = { scales: fitted, cost, distance };
      }
    }
    if (best !== undefined && best.cost <= distancePenalty(octaves)) break;
    if (best === undefined && blockedBy === 'startGain' && octaves >= farthestForStart) break;
  }
  return best === undefined
    ? { found: false, blockedBy }
    : { found: true, scales: best.scales, cost: best.cost };
}

/** Half-widths of the window of log₂ α, tried in turn until nothing outside can cost less. */
const windows = [0.5, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64];
/** An α further away than this is not worth a start gain on its grid: the start state can be written instead. */
const farthestForStart = 1;
const tie = 1e-12;
const bitsPerOctave = 0.25;

function distancePenalty(octaves: number): number {
  return bitsPerOctave * Math.max(0, octaves - 0.5);
}

function wastedBits(problem: ScaleProblem, scales: Scales): number {
  const { couplings, drive } = problem;
  return bitsAbove(couplings, scales.couplingScale) / 2 + bitsAbove(drive, scales.driveScale);
}

function bitsAbove(bound: ScaleBound, scale: number): number {
  return bound.kind === 'unit' || bound.minimum === 0 ? 0 : Math.log2(scale / bound.minimum);
}

interface AlphaCandidate {
  readonly alpha: number;
  readonly leak: number;
}

/**
 * Where λ_d lies on a list, α = λ/λ_d. Where it does not (continuous, or λ = 0), α is free: then powers of two,
 * and every α at which ρ or δ falls exactly on a grid point.
 */
function alphaCandidates(
  problem: ScaleProblem,
  grids: ScaleGrids,
  low: number,
  high: number,
  most: number,
): AlphaCandidate[] {
  const { damping, couplings, drive, stateScale } = problem;
  if (damping > 0 && grids.leak.kind !== GridKind.CONTINUOUS) {
    return gainsBetween(grids.leak, damping / high, damping / low, most)
      .filter((leak) => leak > 0)
      .map((leak) => ({ alpha: damping / leak, leak }));
  }
  const alphas = [1];
  for (let octave = Math.ceil(Math.log2(low)); octave <= Math.log2(high); octave++) alphas.push(2 ** octave);
  const bound = couplings.kind === 'unit' ? 1 : smallestProduct(couplings.minimum, grids.couplingGain);
  for (const gain of gainsBetween(grids.couplingGain, bound / high, bound / low, most)) {
    if (gain > 0) alphas.push(bound / gain);
  }
  const driveBound =
    drive.kind === 'unit' ? 1 / stateScale : smallestProduct(drive.minimum / stateScale, grids.driveGain);
  for (const gain of gainsBetween(grids.driveGain, driveBound / high, driveBound / low, most)) {
    if (gain > 0) alphas.push(driveBound / gain);
  }
  return alphas.flatMap((alpha) => {
    if (alpha < low || alpha > high) return [];
    const leak = asOnGrid(grids.leak, damping / alpha);
    return leak === undefined ? [] : [{ alpha, leak }];
  });
}

/** ρ, δ and σ for one α, or the register that has no value for it. */
function fitGains(problem: ScaleProblem, grids: ScaleGrids, alpha: number, leak: number): Scales | Blocked {
  const { couplings, drive, stateScale } = problem;
  const couplingGain =
    couplings.kind === 'unit'
      ? asOnGrid(grids.couplingGain, 1 / alpha)
      : leastGain(grids.couplingGain, smallestProduct(couplings.minimum / alpha, grids.couplingGain));
  if (couplingGain === undefined || couplingGain <= 0) return 'couplingGain';
  const couplingScale = couplings.kind === 'unit' ? 1 : alpha * couplingGain;

  const perGain = stateScale * alpha;
  const driveGains =
    drive.kind === 'unit' ? unitGain(grids, perGain) : driveGainsFrom(grids, drive.minimum / perGain);
  if (driveGains.length === 0) return 'driveGain';
  for (const driveGain of driveGains) {
    const driveScale = drive.kind === 'unit' ? 1 : perGain * driveGain;
    const fixed = { alpha, leak, couplingGain, couplingScale, driveGain, driveScale };
    if (!problem.startsFromDrive) return fixed;
    const startGain = asOnGrid(grids.startGain, alpha * driveGain);
    if (startGain !== undefined) return { ...fixed, startGain };
  }
  return 'startGain';
}

/** The bound itself, or for an array of zeros a gain far down its grid. */
function smallestProduct(bound: number, grid: Grid): number {
  return bound > 0 ? bound : largestOf(grid) * 2 ** -40;
}

function unitGain(grids: ScaleGrids, perGain: number): number[] {
  const gain = asOnGrid(grids.driveGain, 1 / perGain);
  return gain === undefined ? [] : [gain];
}

/** Drive gains worth trying, ascending: the smallest that clips nothing and those up to one octave above it. */
function driveGainsFrom(grids: ScaleGrids, minimum: number): number[] {
  const smallest = leastGain(grids.driveGain, smallestProduct(minimum, grids.driveGain));
  if (smallest === undefined || smallest <= 0) return [];
  return [
    smallest,
    ...gainsBetween(grids.driveGain, smallest, 2 * smallest, 32).filter((gain) => gain > smallest),
  ];
}

const order: readonly Blocked[] = ['leak', 'couplingGain', 'driveGain', 'startGain'];

/** Of two obstacles the one met later: more of the registers had a value. */
function furthest(a: Blocked, b: Blocked): Blocked {
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}
