/** The gestures of the mouse, or of one or two fingers. x counts from the left edge of the element. */
export interface Gestures {
  readonly zoom: (factor: number, x: number) => void;
  readonly pan: (pixels: number) => void;
  readonly hover: (x: number, y: number) => void;
  readonly leave: () => void;
  /** Neither dragged nor pinched. A button handles its own clicks. */
  readonly click: (x: number, y: number, onButton: boolean) => void;
  readonly doubleClick: (x: number, y: number) => void;
  /** The wheel scrolls over the names at the left. */
  readonly scrolls: (x: number) => boolean;
}

const WHEEL_RATE = 0.0022;
const PINCH_RATE = 0.012;
const DRAG_SLACK = 4;
const LINE_PIXELS = 16;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Wheel zooms, sideways or with shift pans; a drag pans; two fingers do both. */
export function listenToGestures(element: HTMLElement, gestures: Gestures): void {
  const at = (event: MouseEvent): Point => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  element.addEventListener(
    'wheel',
    (event) => {
      const { x } = at(event);
      if (gestures.scrolls(x) && !event.ctrlKey) return;
      event.preventDefault();
      turn(event, x, gestures);
    },
    { passive: false },
  );
  element.addEventListener('dblclick', (event) => {
    const { x, y } = at(event);
    gestures.doubleClick(x, y);
  });
  new Pointers(element, at, gestures).listen();
}

function turn(event: WheelEvent, x: number, { zoom, pan }: Gestures): void {
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PIXELS : 1;
  const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
  if (event.shiftKey && dx === 0) pan(dy);
  else if (Math.abs(dx) > Math.abs(dy)) pan(dx);
  // A pinch on a touchpad comes as a wheel with ctrl.
  else zoom(Math.exp(-dy * (event.ctrlKey ? PINCH_RATE : WHEEL_RATE)), x);
}

class Pointers {
  readonly #element: HTMLElement;
  readonly #at: (event: MouseEvent) => Point;
  readonly #gestures: Gestures;
  readonly #down = new Map<number, Point>();
  #moved = 0;

  constructor(element: HTMLElement, at: (event: MouseEvent) => Point, gestures: Gestures) {
    this.#element = element;
    this.#at = at;
    this.#gestures = gestures;
  }

  listen(): void {
    const element = this.#element;
    element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      this.#down.set(event.pointerId, this.#at(event));
      this.#moved = 0;
    });
    element.addEventListener('pointermove', (event) => {
      this.#move(event);
    });
    element.addEventListener('pointerup', (event) => {
      const was = this.#down.delete(event.pointerId);
      const { x, y } = this.#at(event);
      if (was && this.#moved <= DRAG_SLACK)
        this.#gestures.click(x, y, event.target instanceof HTMLButtonElement);
    });
    element.addEventListener('pointercancel', (event) => {
      this.#down.delete(event.pointerId);
    });
    element.addEventListener('pointerleave', () => {
      this.#gestures.leave();
    });
  }

  #move(event: PointerEvent): void {
    const now = this.#at(event);
    const before = this.#down.get(event.pointerId);
    if (before === undefined) {
      this.#gestures.hover(now.x, now.y);
      return;
    }
    const other = [...this.#down].find(([id]) => id !== event.pointerId)?.[1];
    this.#down.set(event.pointerId, now);
    this.#moved += Math.abs(now.x - before.x);
    if (this.#moved <= DRAG_SLACK) return;
    if (!this.#element.hasPointerCapture(event.pointerId)) this.#element.setPointerCapture(event.pointerId);
    if (other === undefined) this.#gestures.pan(before.x - now.x);
    else this.#pinch(before, now, other);
  }

  #pinch(before: Point, now: Point, other: Point): void {
    const [was, is] = [Math.abs(before.x - other.x), Math.abs(now.x - other.x)];
    const middle = (now.x + other.x) / 2;
    if (was > 8 && is > 8) this.#gestures.zoom(is / was, middle);
    this.#gestures.pan((before.x - now.x) / 2);
  }
}
