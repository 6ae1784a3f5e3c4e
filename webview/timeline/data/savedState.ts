import { count, flag, number, oneOf, orNull, shape, text } from '../../../src/protocol/guards';
import type { AxisKind } from './scale';
import type { View } from './view';

/** What survives a reload: the position of the view, never its content. */
export interface SavedState {
  readonly scope: string | null;
  readonly axis: AxisKind;
  /** Null: all of it. */
  readonly view: View | null;
  /** Key of the item that is selected. */
  readonly selected: string | null;
  readonly table: boolean;
  readonly sort: Sort | null;
  /** The question whose answer is shown. */
  readonly asked: string | null;
}

/** The column by which a table is sorted. */
export interface Sort {
  readonly part: string;
  readonly column: number;
  readonly down: boolean;
}

export const START_STATE: SavedState = {
  scope: null,
  axis: 'lsn',
  view: null,
  selected: null,
  table: false,
  sort: null,
  asked: null,
};

const isOrderedView = (value: unknown): value is View => isView(value) && value.from < value.to;
const isView = shape<View>({ from: number, to: number });

export const isSavedState = shape<SavedState>({
  scope: orNull(text(20_000)),
  axis: oneOf(['lsn', 'time']),
  view: orNull(isOrderedView),
  selected: orNull(text(25_000)),
  table: flag,
  sort: orNull(shape<Sort>({ part: text(10), column: count, down: flag })),
  asked: orNull(text(1000)),
});
