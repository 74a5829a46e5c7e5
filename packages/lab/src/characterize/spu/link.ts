import { nearestOnGrid, Stage, StartState, type RunReport } from '@thermoloop/protocol';
import type { Evidence, Finding } from '../figure.js';
import { estimated, notObservable } from '../statistics/evidence.js';
import { withoutUnit } from './names.js';
import { quietNoise } from './responses.js';
import { stageS, type SpuBench } from './spu-bench.js';

/** Frames that carry nothing else, to count what frames themselves take. */
const emptyFrames = 16;
/** A READ_REGISTER has 8 bytes. */
const registerBits = 64;
const roundingJ = 1e-9;

/**
 * Latency, bandwidth and framing from the LINK_DOWN stages of problems of two sizes whose frames all depart at one instant: the stage
 * takes bits/bandwidth + latency, and the device tells the bits.
 */
export async function measureLink(spu: SpuBench): Promise<Finding[]> {
  const { bench, capabilities } = spu;
  const { link, array } = bench.datasheet;
  const specified =
    link.kind === 'ideal'
      ? { latencyS: 0, bandwidthBitPerS: Infinity, framingBitsPerFrame: 0, energyPerBitJ: 0 }
      : link;
  const finding = (
    name: string,
    title: string,
    unit: string,
    value: number,
    evidence: Evidence,
    method: string,
  ): Finding => ({
    name: withoutUnit(`link.${name}`),
    title,
    unit,
    checks: [`link.${name}`, ...(name === 'latencyS' ? ['link.kind'] : [])],
    ...(Number.isFinite(value) ? { specified: { kind: 'value', value } as const } : {}),
    evidence,
    method,
  });
  if (!spu.isTimed) {
    const evidence = notObservable('the device does not tell times on the clock of the host');
    return [
      finding('latencyS', 'Latency of the link', 's', specified.latencyS, evidence, 'none'),
      finding(
        'bandwidthBitPerS',
        'Bandwidth of the link',
        'bit/s',
        specified.bandwidthBitPerS,
        evidence,
        'none',
      ),
      finding(
        'framingBitsPerFrame',
        'Framing of the link',
        'bit',
        specified.framingBitsPerFrame,
        evidence,
        'none',
      ),
      finding('energyPerBitJ', 'Energy of the link', 'J/bit', specified.energyPerBitJ, evidence, 'none'),
    ];
  }
  const { cells } = capabilities;
  const few = await transferOf(spu, Math.min(cells, 16), 0);
  const many = await transferOf(spu, Math.min(cells, 4096), 0);
  const framed = await transferOf(spu, Math.min(cells, 16), emptyFrames);
  const [fewS, manyS] = [stageS(few, Stage.LINK_DOWN), stageS(many, Stage.LINK_DOWN)];
  const bitsMore = Number(many.bitsDown - few.bitsDown);
  const secondsPerBit = (manyS - fewS) / bitsMore;
  // each frame ends at a whole picosecond
  const slack = 40e-12;
  const latencyS = fewS - Number(few.bitsDown) * secondsPerBit;
  const framingBits = Number(framed.bitsDown - few.bitsDown) / emptyFrames - registerBits;
  const energyJ = few.energyJ[Stage.LINK_DOWN]! - array.staticPowerW * fewS;
  const energyPerBitJ = energyJ / Number(few.bitsDown);
  const isInstant = manyS === 0;
  const method = `LINK_DOWN of ${few.bitsDown} and of ${many.bitsDown} bits`;
  return [
    finding(
      'latencyS',
      'Latency of the link',
      's',
      specified.latencyS,
      estimated(latencyS, 0, Infinity, { halfWidth: slack * (1 + Number(few.bitsDown) / bitsMore) }),
      method,
    ),
    finding(
      'bandwidthBitPerS',
      'Bandwidth of the link',
      'bit/s',
      specified.bandwidthBitPerS,
      isInstant
        ? { kind: 'bounded', interval: () => [bitsMore / slack, Infinity], reason: 'frames take no time' }
        : bandwidth(secondsPerBit, slack / bitsMore),
      method,
    ),
    finding(
      'framingBitsPerFrame',
      'Framing of the link',
      'bit',
      specified.framingBitsPerFrame,
      estimated(framingBits, 0),
      `${emptyFrames} more frames of ${registerBits} bits`,
    ),
    finding(
      'energyPerBitJ',
      'Energy of the link',
      'J/bit',
      specified.energyPerBitJ,
      estimated(energyPerBitJ, 0, Infinity, { halfWidth: roundingJ * Math.abs(energyPerBitJ) }),
      'energy of LINK_DOWN over its bits',
    ),
  ];
}

function bandwidth(secondsPerBit: number, halfWidth: number): Evidence {
  return {
    kind: 'estimate',
    value: 1 / secondsPerBit,
    standardError: 0,
    interval: () => [
      1 / (secondsPerBit + halfWidth),
      1 / Math.max(secondsPerBit - halfWidth, Number.MIN_VALUE),
    ],
  };
}

/** A problem whose frames all depart at one instant. */
async function transferOf(spu: SpuBench, cells: number, frames: number): Promise<RunReport> {
  const { grids } = spu.capabilities;
  const { client } = spu.bench;
  // nothing of before is on the way
  spu.waitS(1);
  const asked = Array.from({ length: frames }, () => client.readRegister('leak'));
  const { report } = await spu.run(
    {
      cells,
      rows: 1,
      gains: {
        couplingGain: nearestOnGrid(grids.couplingGain, grids.couplingGain.minimum),
        leak: nearestOnGrid(grids.leak, 1),
        driveGain: nearestOnGrid(grids.driveGain, grids.driveGain.minimum),
        startGain: nearestOnGrid(grids.startGain, grids.startGain.minimum),
      },
    },
    {
      ...quietNoise(spu.capabilities),
      start: StartState.ZERO,
      runTicks: 0n,
      readoutGain: nearestOnGrid(grids.readoutGain, 1),
    },
  );
  await Promise.all(asked);
  return report;
}
