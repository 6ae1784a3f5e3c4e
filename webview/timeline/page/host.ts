import type { FromWebview, ToWebview } from '../../../src/protocol/timeline';
import { received } from '../data/received';
import { isSavedState, type SavedState } from '../data/savedState';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The only place that knows how the webview talks to the extension. */
export interface Host {
  readonly post: (message: FromWebview) => void;
  readonly listen: (hear: (message: ToWebview) => void) => void;
  /** The state from before a reload; undefined if there is none, or an invalid one. */
  readonly saved: () => SavedState | undefined;
  readonly save: (state: SavedState) => void;
}

export function connect(): Host {
  const api = acquireVsCodeApi();
  const post = (message: FromWebview): void => {
    api.postMessage(message);
  };
  return {
    post,
    listen: (hear) => {
      window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        const message = received(data);
        if (message !== undefined) hear(message);
        else post({ type: 'problem', text: `unknown message ${kindOf(data)}` });
      });
    },
    saved: () => {
      const state = api.getState();
      return isSavedState(state) ? state : undefined;
    },
    save: (state) => {
      api.setState(state);
    },
  };
}

function kindOf(data: unknown): string {
  const type = typeof data === 'object' && data !== null && 'type' in data ? data.type : typeof data;
  return String(type).slice(0, 100);
}
