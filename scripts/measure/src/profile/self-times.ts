import type { Profiler } from 'node:inspector';

/** Time in one function itself; native calls count as their caller's, apart. */
export interface SelfTime {
  readonly name: string;
  /** Path from the package on; empty for the engine's own. */
  readonly file: string;
  readonly ms: number;
}

/** Time by function over a profile, the largest first; idle time is left out. */
export function selfTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): SelfTime[] {
  const places = placesOf(nodes);
  const times = new Map<string, SelfTime>();
  samples.forEach((id, index) => {
    const place = places.get(id);
    if (place === undefined || place.name === '(idle)') return;
    const key = `${place.name} ${place.file}`;
    const ms = (times.get(key)?.ms ?? 0) + (timeDeltas[index + 1] ?? 0) / 1000;
    times.set(key, { ...place, ms });
  });
  return [...times.values()].sort((a, b) => b.ms - a.ms);
}

type Place = Omit<SelfTime, 'ms'>;

/**
 * The function of every node. The profiler gives all functions of native addons one name, whichever it saw first, so
 * a native call goes by the function that made it.
 */
function placesOf(nodes: readonly Profiler.ProfileNode[]): Map<number, Place> {
  const callers = new Map(
    nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node] as const)),
  );
  return new Map(
    nodes.map((node) => {
      const caller = callers.get(node.id);
      const isNative = node.callFrame.url === '' && !node.callFrame.functionName.startsWith('(');
      if (!isNative || caller === undefined || caller.callFrame.url === '') return [node.id, placeOf(node)];
      const { name, file } = placeOf(caller);
      return [node.id, { name: `${name}, native call`, file }];
    }),
  );
}

function placeOf({ callFrame }: Profiler.ProfileNode): Place {
  const { functionName, url, lineNumber } = callFrame;
  return { name: functionName === '' ? `line ${lineNumber + 1}` : functionName, file: shortPath(url) };
}

/** …/packages/host/dist/driver/reading.js → host/driver/reading; …/node_modules/x/y → x/y */
function shortPath(url: string): string {
  const packaged = /\/packages\/([^/]+)\/dist\/(.+?)\.js$/.exec(url);
  if (packaged !== null) return `${packaged[1]}/${packaged[2]}`;
  return url.replace(/^.*\/node_modules\//, '').replace(/^file:\/\/.*\/(?=[^/]+\/[^/]+$)/, '');
}
