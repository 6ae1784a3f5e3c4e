import type { SegmentSpan, TreeNode } from './node';

/** A segment to be found; without a timeline, on the first timeline that has it. */
export interface SearchedSegment {
  readonly timeline?: number;
  readonly segment: number;
}

/** The nodes from the top down to the one with this id, searched at the top and in groups and pages. */
export function pathToId(nodes: readonly TreeNode[], id: string): readonly TreeNode[] | undefined {
  for (const candidate of nodes) {
    if (candidate.id === id) return [candidate];
    if (candidate.group !== true || candidate.children === undefined) continue;
    const below = pathToId(candidate.children(), id);
    if (below !== undefined) return [candidate, ...below];
  }
  return undefined;
}

/**
 * The nodes from `start` down to the one that is nearest to a segment, `start` included. Follows spans only, so it
 * builds the children of one node at each level.
 */
export function pathToSegment(start: TreeNode, target: SearchedSegment): readonly TreeNode[] {
  const path = [start];
  for (let current = start; current.children !== undefined;) {
    const next = current
      .children()
      .find((child) => child.span !== undefined && spanContains(child.span, target));
    if (next === undefined) break;
    path.push(next);
    current = next;
  }
  return path;
}

/** Whether a span contains a segment. */
export function spanContains(span: SegmentSpan, target: SearchedSegment): boolean {
  if (target.timeline !== undefined && target.timeline !== span.timeline) return false;
  return target.segment >= span.first && target.segment <= span.last;
}
