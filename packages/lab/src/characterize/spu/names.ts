/** The name of a figure for the path of a datasheet: units are told beside it. 'link.latencyS' is link.latency. */
export function withoutUnit(path: string): string {
  return path.replace(
    /(PctFsRms|PctRms|PctFs|Pct|VRms|BitPerS|BitsPerFrame|PerBitJ|PerS|V2|[SJWV])$/,
    (unit) => (unit === 'PerBitJ' ? 'PerBit' : ''),
  );
}
