import type { RandomStream } from '@thermoloop/sim-kernel';

/** Normals of the devices at the crossings of some rows and columns: that of row k and column i is values[k·stride + i]. */
export interface CrossingNormals {
  readonly values: Float32Array;
  readonly stride: number;
}

/** A stored shape is kept for problems within it unless it is this much larger than what they and it need. */
const largestWaste = 2;

/**
 * A static normal for each device of an array: number row·columns + column of the stream, so that a device keeps its own
 * whatever the problem's shape. Only what problems have used is stored, f32.
 */
export class DeviceDraws {
  readonly #stream: RandomStream;
  readonly #columns: number;
  #rows = 0;
  #stored: CrossingNormals = { values: new Float32Array(0), stride: 0 };

  /** `columns`: of the whole array. */
  constructor(stream: RandomStream, columns: number) {
    this.#stream = stream;
    this.#columns = columns;
  }

  /** Those of the first rows and cells. */
  of(rows: number, cells: number): CrossingNormals {
    if (rows > this.#rows || cells > this.#stored.stride) this.#draw(rows, cells);
    return this.#stored;
  }

  #draw(rows: number, cells: number): void {
    const present = this.#rows * this.#stored.stride;
    const allRows = Math.max(rows, this.#rows);
    const stride = Math.max(cells, this.#stored.stride);
    const isModest = allRows * stride <= largestWaste * Math.max(rows * cells, present);
    const shape = isModest ? { rows: allRows, stride } : { rows, stride: cells };
    this.#stored = { values: new Float32Array(0), stride: 0 }; // not both at a time
    const values = new Float32Array(shape.rows * shape.stride);
    for (let row = 0; row < shape.rows; row++) {
      this.#stream.fillNormal(
        values.subarray(row * shape.stride, (row + 1) * shape.stride),
        row * this.#columns,
      );
    }
    this.#rows = shape.rows;
    this.#stored = { values, stride: shape.stride };
  }
}
