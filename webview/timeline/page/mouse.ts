import type { ItemRef } from '../../../src/protocol/timeline';
import type { Description } from '../data/describe';
import { listenToGestures } from './gestures';
import type { Item } from '../layout/items';
import type { Chosen } from '../layout/pick';

/**
 * What mouse and fingers do with the picture, and the items under them. In pixels of the picture, not of the window.
 */
export interface MouseEvents {
  /** Whether a position is over the names at the left. */
  readonly besides: (x: number) => boolean;
  readonly zoom: (factor: number, x: number) => void;
  readonly pan: (pixels: number) => void;
  readonly itemAt: (x: number, y: number) => Item | undefined;
  readonly segmentAt: (x: number, y: number) => Chosen | undefined;
  readonly activate: (item: Item) => void;
  readonly hover: (what: Description | undefined, x: number, y: number) => void;
  readonly choose: (chosen: Chosen) => void;
  readonly open: (ref: ItemRef) => void;
  /** A menu for an item, at a position of the window. */
  readonly menu: (chosen: Chosen, x: number, y: number) => void;
}

/** If there is no bar, the segment of the WAL is meant. */
export function listenToMouse(surface: HTMLElement, events: MouseEvents): void {
  const { itemAt, segmentAt } = events;
  const chosenAt = (x: number, y: number): Chosen | undefined => {
    const item = itemAt(x, y);
    return item === undefined
      ? segmentAt(x, y)
      : { key: item.key, description: item.describe(), ref: item.ref };
  };
  listenToGestures(surface, {
    zoom: events.zoom,
    pan: events.pan,
    hover: (x, y) => {
      events.hover(chosenAt(x, y)?.description, x, y);
    },
    leave: () => {
      events.hover(undefined, 0, 0);
    },
    click: (x, y, onButton) => {
      if (onButton) return;
      const item = itemAt(x, y);
      const segment = item === undefined ? segmentAt(x, y) : undefined;
      if (item !== undefined) events.activate(item);
      else if (segment !== undefined) events.choose(segment);
    },
    doubleClick: (x, y) => {
      const ref = chosenAt(x, y)?.ref;
      if (ref !== undefined) events.open(ref);
    },
    scrolls: events.besides,
  });
  surface.addEventListener('contextmenu', (event) => {
    const box = surface.getBoundingClientRect();
    const [x, y] = placeOf(event);
    const chosen = chosenAt(x - box.left, y - box.top);
    if (chosen === undefined) return;
    event.preventDefault();
    events.menu(chosen, x, y);
  });
}

/** With the keyboard, the menu belongs to the focused button, wherever the mouse is. */
function placeOf({ target, button, clientX, clientY }: MouseEvent): [x: number, y: number] {
  if (button === 2 || !(target instanceof HTMLButtonElement)) return [clientX, clientY];
  const { left, top, height } = target.getBoundingClientRect();
  return [left + 1, top + height / 2];
}
