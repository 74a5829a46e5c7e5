import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus } from 'node:os';

/** What a run was computed with: enough to say why two machines may differ in the last bits. */
export interface Environment {
  readonly thermoloop: string;
  readonly node: string;
  readonly onnxruntime: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
}

export function environment(): Environment {
  return {
    thermoloop: versionIn(new URL('../package.json', import.meta.url)),
    node: process.version,
    onnxruntime: onnxruntimeVersion(),
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
  };
}

/** The version that compute uses, wherever it is installed. */
function onnxruntimeVersion(): string {
  const compute = createRequire(import.meta.url).resolve('@thermoloop/compute');
  return versionIn(createRequire(compute).resolve('onnxruntime-node/package.json'));
}

function versionIn(manifest: URL | string): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
