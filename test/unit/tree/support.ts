import assert from 'node:assert/strict';
import type { BackupSet } from '../../../src/core/model/backupSet';
import type { WalGeometry } from '../../../src/core/wal/geometry';
import { messageOf } from '../../../src/core/report/messages';
import { untranslated } from '../../../src/core/ground/translate';
import type { TreeContext } from '../../../src/vscode/tree/model/context';
import type { TreeNode } from '../../../src/vscode/tree/model/node';
import { aSet } from '../report/fabricated';

/** 2026-11-21 03:00 UTC: the time at which this tree is read. */
export const NIGHT = Date.UTC(2026, 10, 21, 3, 0, 0);

export function aContext(more: Partial<TreeContext> = {}): TreeContext {
  return {
    t: untranslated,
    roots: [{ name: 'backup', path: '/backup' }],
    now: NIGHT,
    locale: 'en-US',
    timeZone: 'UTC',
    explain: messageOf,
    ...more,
  };
}

/** The child with this label, or an assertion that lists what is there instead. */
export function child(parent: TreeNode, label: string): TreeNode {
  return named(parent.children?.() ?? [], label);
}

export function named(nodes: readonly TreeNode[], label: string): TreeNode {
  const found = nodes.find((node) => node.label === label);
  assert.ok(found, `no "${label}" among ${nodes.map((node) => `"${node.label}"`).join(', ')}`);
  return found;
}

/** Every node from `nodes` down, depth first. */
export function* everything(nodes: readonly TreeNode[]): Generator<TreeNode> {
  for (const node of nodes) {
    yield node;
    if (node.children !== undefined) yield* everything(node.children());
  }
}

/** A set that needs `count` segments of timeline 1 from segment `first` on, all present. */
export function aLongSet(count: number, geometry: WalGeometry, first = 7): BackupSet {
  const range = { timeline: 1, first, last: first + count - 1 };
  return aSet({
    id: '/backup/long',
    path: '/backup/long',
    geometry,
    required: {
      ranges: [range],
      runs: [{ ...range, state: 'present', archive: '/archive', suffix: '', level: 'names' }],
      count,
      bytes: count * geometry.segmentSize,
      openEnd: false,
    },
    missing: [],
    verdict: 'complete',
  });
}
