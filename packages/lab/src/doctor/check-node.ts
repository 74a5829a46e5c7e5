import type { Check } from './doctor-result.js';

const oldest = [20, 19] as const;

/** The version of Node is recent enough. */
export function checkNode(version = process.versions.node): Promise<Omit<Check, 'name'>> {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const ok = major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
  return Promise.resolve(
    ok
      ? { ok, found: version }
      : { ok, found: version, remedy: `Install Node ${oldest.join('.')} or newer from nodejs.org.` },
  );
}
