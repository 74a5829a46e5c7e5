import { ArrayId, CodeKind, TestInput } from '@thermoloop/protocol';
import { VirtualClock, wallClock } from '@thermoloop/sim-kernel';
import { required } from '@thermoloop/host';
import { stringify } from 'yaml';
import { resolveChip, type ResolvedChip } from '../chips/resolve-chip.js';
import { openDevice } from '../device/open-device.js';
import type { DeviceChoice } from '../device/device-choice.js';
import { InputError } from '../input-error.js';
import { InterruptedError } from '../interrupted-error.js';
import { RunDirectory } from '../run-directory/run-directory.js';
import { writeWhole } from '../run-directory/write-whole.js';
import { settingsFromFlags, type FlagTexts } from '../settings/flags.js';
import { settingName } from '../settings/setting.js';
import type { Bench } from './bench.js';
import { measureCalibrated } from './calibrated/measure-calibrated.js';
import { calibrationText, type CalibrationFile } from './calibration/calibration-file.js';
import { characterizeDefaults, characterizeSettings } from './characterize-settings.js';
import type { CharacterizeResult } from './characterize-result.js';
import { measureConverters } from './converters/measure-converters.js';
import { curveCsv, figuresCsv } from './csv.js';
import type { Curve } from './curve.js';
import { countsOf, recordOf } from './figure-record.js';
import type { Finding } from './figure.js';
import { familyWiseFalseAlarm, judge } from './judge.js';
import { silentLeaves, withoutOutdone } from './leaves.js';
import { buildPage } from './page/build-page.js';
import { measureSpu } from './spu/measure-spu.js';
import { sampleOf } from './spu/sample.js';

export interface CharacterizeOrder {
  /** Name or path of the chip: the datasheet. */
  readonly chip: string;
  /** Texts of the flags of `characterizeSettings`. */
  readonly flags: FlagTexts;
  /** Overwrite the run in the directory of --out. */
  readonly force: boolean;
  /** The command line, for the record. */
  readonly command: readonly string[];
  readonly signal: AbortSignal;
}

/** Told what is being measured. */
export interface CharacterizeObserver {
  onStart?(device: { readonly title: string; readonly cells: number }): void;
  onStage?(stage: string): void;
}

/** Everything that was found of a device. */
export interface Characterization {
  readonly findings: readonly Finding[];
  readonly curves: readonly Curve[];
  /** Offset and gain of each converter, where they showed. */
  readonly calibration?: CalibrationFile;
}

/**
 * Measures a device through the protocol beside its datasheet: an emulator of the datasheet, or what listens at a URL; and
 * writes the run directory: config.yaml, chip.yaml, figures.csv, curves/, summary.json, report.html.
 *
 * @throws InputError, ChipSpecError, UnusableDeviceError before anything is measured; DeviceError, InterruptedError; nothing has been
 * written then
 */
export async function runCharacterize(
  order: CharacterizeOrder,
  observer: CharacterizeObserver = {},
): Promise<CharacterizeResult> {
  const startMs = wallClock.nowMs();
  const wallStarted = wallClock.isoNow();
  const settings = settingsFromFlags(characterizeSettings, order.flags);
  const { seed = characterizeDefaults.seed, out, device: url } = settings;
  const request = {
    command: 'characterize',
    seed,
    force: order.force,
    hasSteps: false,
    ...(out === undefined ? {} : { out }),
  };
  RunDirectory.check(request);
  const chip = resolveChip(order.chip, settings.set ?? {}, settings.corner ?? 'typical');
  const choice: DeviceChoice = url === undefined ? { kind: 'emulator', chip } : { kind: 'url', url };
  const clock = new VirtualClock();
  const device = await openDevice(choice, clock);
  try {
    const { client } = device;
    const { capabilities } = client;
    observer.onStart?.({ title: url ?? chip.name, cells: capabilities.cells });
    const bench = await benchOf({ client, clock, chip, seed, signal: order.signal }, observer);
    if (settings.calibrate !== undefined) refuseWithoutLoopback(capabilities);
    const found = await characterize(bench);
    const calibration =
      settings.calibrate === undefined ? null : await calibrated(bench, found, settings.calibrate);
    if (order.signal.aborted) throw new InterruptedError();
    const figures = judge(found.findings).map(recordOf);
    if (settings.calibrate !== undefined && calibration !== null)
      writeWhole(settings.calibrate, calibration.text);
    const directory = RunDirectory.create(request);
    try {
      const result: CharacterizeResult = {
        schema: 'thermoloop.characterize/1',
        status: 'done',
        seed,
        datasheet: chip.name,
        device: url ?? null,
        told: {
          vendor: capabilities.vendor,
          chip: capabilities.chip,
          firmware: `${capabilities.firmware.major}.${capabilities.firmware.minor}`,
        },
        cells: { measured: sampleOf(capabilities, chip.spec).cells, of: capabilities.cells },
        familyWiseFalseAlarm,
        counts: countsOf(figures),
        figures,
        calibration: calibration && { file: settings.calibrate!, ...calibration.figures },
        runDirectory: directory.path,
        virtualTimeS: capabilities.simulation.time ? Number(clock.nowPs) / 1e12 : null,
        wallTimeS: (wallClock.nowMs() - startMs) / 1000,
      };
      directory.write('config', stringify(configOf(order.chip, { ...settings, seed })));
      directory.write('chip', chip.text);
      directory.write('figures', figuresCsv(figures));
      for (const curve of found.curves) directory.writeCurve(curve.name, curveCsv(curve));
      directory.write('summary', `${JSON.stringify(result, undefined, 2)}\n`);
      directory.write(
        'report',
        buildPage({ result, curves: found.curves, command: order.command, wallStarted }),
      );
      return result;
    } finally {
      directory.close();
    }
  } finally {
    await device.close();
  }
}

/** Everything that can be told of the device of a bench; of the rest of the datasheet, why it cannot. */
export async function characterize(bench: Bench): Promise<Characterization> {
  const converters = await measureConverters(bench);
  const spu = await measureSpu(bench);
  const findings = withoutOutdone([...converters.findings, ...spu.findings]);
  return {
    findings: [...findings, ...silentLeaves(bench.datasheet, findings)],
    curves: [...converters.curves, ...spu.curves],
    ...(converters.calibration && { calibration: converters.calibration }),
  };
}

interface Calibrated {
  readonly text: string;
  readonly figures: Pick<NonNullable<CharacterizeResult['calibration']>, 'before' | 'after'>;
}

/** The tables of the converters, and what is left of their errors with them. @throws InputError where there are none */
async function calibrated(
  bench: Bench,
  { calibration }: Characterization,
  file: string,
): Promise<Calibrated> {
  if (calibration === undefined) {
    throw new InputError({
      place: `--calibrate ${file}`,
      found: 'converters whose gains and offsets do not show',
      expected: 'a loopback that carries something through every converter',
    });
  }
  bench.onStage?.('converters with the calibration');
  const { before, after } = await measureCalibrated(bench, calibration);
  return {
    text: calibrationText(calibration),
    figures: { before: judge(before).map(recordOf), after: judge(after).map(recordOf) },
  };
}

/** @throws InputError */
function refuseWithoutLoopback({ testPoints, formats }: Bench['client']['capabilities']): void {
  const isCoded = [ArrayId.DRIVE, ArrayId.READOUT].some((array) => formats[array].kind !== CodeKind.FLOAT32);
  if (testPoints.has(TestInput.LOOPBACK) && isCoded) return;
  throw new InputError({
    place: '--calibrate',
    found: isCoded ? 'a device without a loopback' : 'a device whose converters carry values',
    expected: 'a device with a loopback from its DACs to its ADCs',
  });
}

/** A bench whose simulated draws follow from a seed. @throws DeviceError */
export async function benchOf(
  {
    client,
    clock,
    chip,
    seed,
    signal,
  }: Pick<Bench, 'client' | 'clock' | 'signal'> & { readonly chip: ResolvedChip; readonly seed: number },
  observer: CharacterizeObserver = {},
): Promise<Bench> {
  if (client.capabilities.simulation.registers)
    required(await client.writeRegisters({ simulationSeed: BigInt(seed) }));
  let [measured, run] = [0, 0];
  return {
    client,
    clock,
    datasheet: chip.spec,
    sources: chip.sources,
    signal,
    nextMeasureIndex: () => measured++,
    nextRunIndex: () => run++,
    onStage: (stage) => observer.onStage?.(stage),
  };
}

function configOf(chip: string, settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  return { chip, ...Object.fromEntries(entries.map(([key, value]) => [settingName(key), value])) };
}
