/** The action of a key in the picture; steps are shares of the visible part. */
export type KeyAction =
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'pan'; readonly share: number }
  | { readonly kind: 'edge'; readonly end: 'first' | 'last' }
  | { readonly kind: 'fit' }
  | { readonly kind: 'scroll'; readonly lanes: number };

const ZOOM_STEP = 1.5;
const PAN_STEP = 0.15;

/** The keys of the picture itself. */
export function pictureKey({
  key,
  shiftKey,
}: Pick<KeyboardEvent, 'key' | 'shiftKey'>): KeyAction | undefined {
  const share = shiftKey ? 0.8 : PAN_STEP;
  switch (key) {
    case '+':
    case '=':
      return { kind: 'zoom', factor: ZOOM_STEP };
    case '-':
    case '_':
      return { kind: 'zoom', factor: 1 / ZOOM_STEP };
    case 'ArrowLeft':
      return { kind: 'pan', share: -share };
    case 'ArrowRight':
      return { kind: 'pan', share };
    case 'ArrowUp':
      return { kind: 'scroll', lanes: -1 };
    case 'ArrowDown':
      return { kind: 'scroll', lanes: 1 };
    case 'Home':
      return { kind: 'edge', end: 'first' };
    case 'End':
      return { kind: 'edge', end: 'last' };
    case '0':
      return { kind: 'fit' };
    default:
      return undefined;
  }
}

/** How far the focus moves from bar to bar, in their order; undefined for other keys. */
export function itemKey(key: string, index: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowUp':
      return Math.max(0, index - 1);
    case 'ArrowRight':
    case 'ArrowDown':
      return Math.min(count - 1, index + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
