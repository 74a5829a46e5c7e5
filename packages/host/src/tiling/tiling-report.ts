/** What it meant for a step that its problem was solved in tiles. */
export interface TilingReport {
  readonly tiles: number;
  /** Cells of the smallest tile and of the largest. */
  readonly cells: { readonly least: number; readonly most: number };
  /** 1 − Σ_k ‖F_kk‖² / ‖F‖² of this step's curvature (Frobenius), of the steps in which it is worked out. */
  readonly droppedCurvature?: number;
  /** What the device took; absent where it tells no times. */
  readonly time?: TilingTime;
}

/** In seconds of virtual time. */
export interface TilingTime {
  /** From the first frame of the first tile to the last answer, what the host did in between included. */
  readonly deviceS: number;
  /**
   * What one run would have taken on a chip of the same make and link that is wide enough, its converters in proportion:
   * the frames of all tiles one after another, and of every other stage that of the tile that took longest.
   */
  readonly oneRunS: number;
}
