import type { Band, Gap, Lane, PointMark } from '../../../src/core/timeline/picture';

/** Keys of selectable items: the same after every change of the catalog, for the same item. */

export function setKey(id: string, timeline: number): string {
  return `set:${id}:${String(timeline)}`;
}

export function pointKey({ timeline }: Lane, { lsn, name }: PointMark): string {
  return `point:${String(timeline)}:${lsn}:${name}`;
}

export function gapKey({ timeline }: Lane, { first }: Gap): string {
  return `gap:${String(timeline)}:${String(first)}`;
}

export function bandKey({ timeline }: Lane, { fromLsn, proven }: Band): string {
  return `band:${String(timeline)}:${fromLsn}:${String(proven)}`;
}

export function segmentKey(timeline: number, segment: number): string {
  return `segment:${String(timeline)}:${String(segment)}`;
}

/** The timeline and the number of a segment's key; undefined for other keys. */
export function segmentOfKey(key: string): { timeline: number; segment: number } | undefined {
  const [, timeline, segment] = /^segment:(\d{1,10}):(\d{1,16})$/.exec(key) ?? [];
  return timeline === undefined ? undefined : { timeline: Number(timeline), segment: Number(segment) };
}
