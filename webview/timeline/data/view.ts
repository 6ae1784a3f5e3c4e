/** The visible part of the axis, in units of the axis: segments, or milliseconds. */
export interface View {
  readonly from: number;
  readonly to: number;
}

/** The limits of zooming. */
export interface Limits {
  readonly from: number;
  readonly to: number;
  /** Nothing smaller than this is shown. */
  readonly least: number;
}

/** The names of the last backups are after the end. */
const MARGIN = 0.02;
const END_MARGIN = 0.09;

/** The whole axis, with a little room at both ends. */
export function fitted({ from, to, least }: Limits): View {
  const span = Math.max(to - from, least);
  return { from: from - span * MARGIN, to: from + span * (1 + END_MARGIN) };
}

/** Zooms by a factor (above 1: in) so that `at` stays at its place. */
export function zoomed(view: View, factor: number, at: number, limits: Limits): View {
  const all = fitted(limits);
  const span = clamp((view.to - view.from) / factor, limits.least, all.to - all.from);
  const share = (at - view.from) / (view.to - view.from);
  return within({ from: at - span * share, to: at + span * (1 - share) }, limits);
}

/** Moves by a share of the visible part. */
export function panned(view: View, share: number, limits: Limits): View {
  const by = (view.to - view.from) * share;
  return within({ from: view.from + by, to: view.to + by }, limits);
}

/** Moves as little as possible so that a range is visible; zooms out if it does not fit. */
export function revealing(view: View, from: number, to: number, limits: Limits): View {
  const span = view.to - view.from;
  const room = span * 0.1;
  if (from >= view.from + room && to <= view.to - room) return view;
  if (to - from > span * 0.8) {
    const wide = Math.max((to - from) * 1.5, limits.least);
    return within({ from: (from + to - wide) / 2, to: (from + to + wide) / 2 }, limits);
  }
  return within({ from: (from + to - span) / 2, to: (from + to + span) / 2 }, limits);
}

/** Keeps the view within the ends and the zoom limits. */
export function within(view: View, limits: Limits): View {
  const all = fitted(limits);
  const whole = all.to - all.from;
  const span = clamp(view.to - view.from, Math.min(limits.least, whole), whole);
  const from = clamp(view.from, all.from, all.to - span);
  return { from, to: from + span };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
