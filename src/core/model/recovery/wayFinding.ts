import type { Finding } from '../../ground/finding';

/**
 * The finding on the way along one timeline that has a fault, while the way along `chosen` has none. The default way of a
 * newer timeline refuses the server; a fault on the backup's own timeline means that another one has to be followed.
 */
export function wayFinding(
  { timeline, chosen }: { readonly timeline: number; readonly chosen: number },
  facts: { readonly segment: string; readonly instead: string; readonly reason?: string },
): Finding {
  if (timeline > chosen) {
    const args = { timeline, own: chosen, ...facts };
    return { code: 'damaged-newer-timeline', severity: 'error', args, segment: facts.segment };
  }
  const args = { timeline: chosen, stopTimeline: timeline, ...facts };
  return { code: 'needs-newer-timeline', severity: 'warning', args, segment: facts.instead };
}
