/** What it meant for a step that its problem was solved in tiles. */
export interface TilingReport {
  readonly tiles: number;
  /** Cells of the smallest tile and of the largest. */
  readonly cells: { readonly least: number; readonly most: number };
  /** 1 − Σ_k ‖F_kk‖² / ‖F‖² of this step's curvature (Frobenius), of the steps in which it is worked out. */
  readonly droppedCurvature?: number;
  /** What it took; absent where the device tells no times. */
  readonly time?: TilingTime;
}

/** From an evaluation to its solution, in seconds of virtual time. */
export interface TilingTime {
  /** Cutting, rounding to codes, link, device and decoding, as they overlapped on the host's clock. */
  readonly tiledS: number;
  /**
   * What one run would have taken on a chip of the same make and link that is wide enough, its converters in proportion:
   * one after another, rounding to codes and decoding, the frames of all tiles, and of every other stage that of the
   * tile that took longest. An estimate: what every tile was sent anew (S, registers, latencies) is in it for each.
   */
  readonly oneRunS: number;
}
