import type { Hatch } from '../layout/shapes';

/** Side of the tile that a pattern repeats, in pixels. */
export const TILE = 8;

/** The lines of a pattern in its tile: x1, y1, x2, y2. They run over the edges, so tiles join without a seam. */
export const HATCH_LINES: Record<Hatch, readonly (readonly [number, number, number, number])[]> = {
  diagonal: [
    [-2, 10, 10, -2],
    [-2, 2, 2, -2],
    [6, 10, 10, 6],
  ],
  back: [
    [-2, -2, 10, 10],
    [6, -2, 10, 2],
    [-2, 6, 2, 10],
  ],
  vertical: [
    [2, 0, 2, 8],
    [6, 0, 6, 8],
  ],
  horizontal: [
    [0, 2, 8, 2],
    [0, 6, 8, 6],
  ],
  cross: [
    [-2, 10, 10, -2],
    [-2, -2, 10, 10],
  ],
  dots: [
    [1.5, 2, 2.5, 2],
    [5.5, 6, 6.5, 6],
  ],
};
