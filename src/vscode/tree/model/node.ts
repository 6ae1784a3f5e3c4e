/** The tree as plain data, independent of VS Code. */

/** A codicon, and the id of the theme color that it is painted with. */
export interface NodeIcon {
  readonly name: string;
  readonly color?: string;
}

/** A place in a file. Paths have `/` between their parts, line and column count from 1. */
export interface FilePosition {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * Segments below a node; `reveal` follows them down. Their numbers depend on the segment size of the set or archive.
 */
export interface SegmentSpan {
  readonly timeline: number;
  readonly first: number;
  readonly last: number;
}

/** The values for the copy and open commands of a node. */
export interface NodeValues {
  readonly setId?: string;
  readonly lsn?: string;
  readonly segment?: string;
  readonly path?: string;
  /** Name of a connection. */
  readonly connection?: string;
  /** Id of a running backup. */
  readonly backup?: string;
  /** The text that is copied for a fact. */
  readonly text?: string;
}

/** A tooltip: lines of user text, which must be escaped before they are shown. */
export interface NodeTooltip {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
  readonly notes: readonly string[];
}

/**
 * What can be done with a node, as words of its `contextValue` that the menus of the manifest test. `set` has a segment
 * list, `completable` can be completed with its WAL, `directory` can be shown in the explorer, `file` can be opened. A
 * `connection` is `running` while this window holds a backup of it; a `backup` is `active`, or `lost`.
 */
export type NodeTrait =
  | 'set'
  | 'completable'
  | 'archive'
  | 'lsn'
  | 'segment'
  | 'path'
  | 'file'
  | 'directory'
  | 'connection'
  | 'running'
  | 'backup'
  | 'active'
  | 'lost'
  | 'fact';

export interface TreeNode {
  /** Unique in its view, and the same after every scan for the same thing: selection and expansion depend on it. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly icon: NodeIcon;
  /** The text for a screen reader: the same facts in full words. */
  readonly spoken: string;
  readonly traits: readonly NodeTrait[];
  readonly values: NodeValues;
  /** Opened by a click. */
  readonly open?: FilePosition;
  readonly span?: SegmentSpan;
  readonly expanded?: boolean;
  /** Set on groups and pages, which only hold other nodes. */
  readonly group?: boolean;
  readonly tooltip: () => NodeTooltip;
  /** What only the tooltip shows of the node: VS Code asks for a new tooltip only if something about the node changes. */
  readonly tooltipKey?: string;
  /** Absent for a leaf. Never returns more than MAX_CHILDREN nodes. */
  readonly children?: () => readonly TreeNode[];
}

/** The parts of a node that differ from a plain text leaf. */
export type NodeParts = Partial<Omit<TreeNode, 'id' | 'label' | 'description' | 'icon'>>;

/** A node with defaults for everything that `parts` omits. */
export function node(
  id: string,
  label: string,
  description: string,
  icon: NodeIcon,
  parts: NodeParts = {},
): TreeNode {
  return {
    id,
    label,
    description,
    icon,
    spoken: description === '' ? label : `${label}, ${description}`,
    traits: [],
    values: {},
    tooltip: () => ({ title: description === '' ? label : `${label}: ${description}`, rows: [], notes: [] }),
    ...parts,
  };
}

/** Id of a node below another. No path contains `//` after its beginning, so ids of different nodes never collide. */
export function childId(parent: string, name: string): string {
  return `${parent}//${name}`;
}
