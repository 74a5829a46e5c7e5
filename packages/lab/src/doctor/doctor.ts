import { checkArithmetic } from './check-arithmetic.js';
import { checkData } from './check-data.js';
import { checkEmulator } from './check-emulator.js';
import { checkNode } from './check-node.js';
import { checkThreads } from './check-threads.js';
import type { Check, DoctorResult } from './doctor-result.js';

const checks: readonly { readonly name: string; readonly check: () => Promise<Omit<Check, 'name'>> }[] = [
  { name: 'Node', check: checkNode },
  { name: 'threads', check: checkThreads },
  { name: 'ONNX Runtime', check: checkArithmetic },
  { name: 'MNIST', check: checkData },
  { name: 'emulator', check: checkEmulator },
];

/** Checks one after another what a training run needs; a check that throws has failed. */
export async function doctor(): Promise<DoctorResult> {
  const results: Check[] = [];
  for (const { name, check } of checks) {
    try {
      results.push({ name, ...(await check()) });
    } catch (error) {
      const [found = '', ...more] = (error as Error).message.split('\n');
      results.push({
        name,
        ok: false,
        found,
        remedy: more.join(' ') || 'Reinstall with npm ci, in the folder of thermoloop.',
      });
    }
  }
  const status = results.every(({ ok }) => ok) ? 'done' : 'failed';
  return { schema: 'thermoloop.doctor/1', status, checks: results };
}
