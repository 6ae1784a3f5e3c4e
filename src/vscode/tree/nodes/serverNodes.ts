import { visibleText } from '../../../core/report/visibleText';
import type { ServerFacts } from '../../../postgres/facts/serverFacts';
import type { HeldBackup } from '../../../engine/backup/heldBackup';
import type { ServerState } from '../../servers/watch/serverState';
import { heldState, mostUrgent } from '../../../engine/backup/heldState';
import type { TreeContext } from '../model/context';
import { HELD_ICONS, heldWords } from '../model/heldWords';
import { node, type NodeIcon, type TreeNode } from '../model/node';
import { elapsedText } from '../model/elapsed';
import { heldBackupNode } from './heldBackupNodes';
import { factNodes } from './serverFactNodes';
import { parts } from '../model/text';

/** Id of a connection's node. */
function connectionNodeId(name: string): string {
  return `connection:${name}`;
}

/** The top of the view "Servers": the connections in the order of the setting. */
export function serverRoots(
  states: readonly ServerState[],
  held: readonly HeldBackup[],
  context: TreeContext,
): readonly TreeNode[] {
  return states.map((state) =>
    connectionNode(
      state,
      held.filter(({ connection }) => connection === state.connection),
      context,
    ),
  );
}

function connectionNode(state: ServerState, held: readonly HeldBackup[], context: TreeContext): TreeNode {
  const { t } = context;
  const { connection, facts, failure } = state;
  const id = connectionNodeId(connection);
  const label = visibleText(connection, 60);
  const description = parts(...summary(state, held, context));
  return node(id, label, description, iconOf(state, held), {
    spoken: t('Server {0}, {1}', label, description),
    traits: ['connection', ...(held.length > 0 ? (['running'] as const) : [])],
    values: { connection },
    expanded: held.length > 0,
    tooltip: () => ({
      title: label,
      rows: [
        [t('Connection'), state.place],
        ...(facts === undefined ? [] : ([[t('User'), facts.user]] as const)),
      ],
      notes: failure === undefined ? [] : [failure.message, failure.remedy],
    }),
    children: () => [
      ...held.map((each) => heldBackupNode(id, each, context)),
      ...(failure === undefined ? [] : [failureNode(id, failure, context)]),
      ...(facts === undefined ? [] : factNodes(id, withoutHeld(facts, held), context)),
    ],
  });
}

function summary(state: ServerState, held: readonly HeldBackup[], context: TreeContext): readonly string[] {
  const { t } = context;
  const { facts, failure, place } = state;
  const urgent = mostUrgent(held);
  const backup = urgent === undefined ? '' : heldText(urgent, context);
  if (failure !== undefined) return [backup, failureWord(failure.reason, context), place];
  if (facts === undefined) return [backup, t('connecting…'), place];
  const role = facts.role === 'primary' ? t('primary') : t('standby');
  return [backup, `PostgreSQL ${facts.version.text}`, role, place];
}

function heldText(held: HeldBackup, context: TreeContext): string {
  const { t } = context;
  const state = heldState(held);
  return state === 'running'
    ? t('backup running for {0}', elapsedText(Date.parse(held.backup.started.startTime), context))
    : t('backup {0}', heldWords(state, t));
}

/** A backup that this window holds has a node of its own already. */
function withoutHeld(facts: ServerFacts, held: readonly HeldBackup[]): ServerFacts {
  const ids = new Set(held.map(({ backup }) => backup.started.backupId));
  return {
    ...facts,
    backups: facts.backups.filter((seen) => seen.kind !== 'ours' || !ids.has(seen.backupId)),
  };
}

function failureWord(reason: string, { t }: TreeContext): string {
  switch (reason) {
    case 'authentication':
      return t('access denied');
    case 'unreachable':
      return t('unreachable');
    case 'timeout':
      return t('no answer');
    case 'tls':
      return t('no TLS connection');
    case 'configuration':
      return t('configuration error');
    default:
      return t('cannot be read');
  }
}

/** Every state has a shape of its own; color only adds to it. */
function iconOf({ facts, failure }: ServerState, held: readonly HeldBackup[]): NodeIcon {
  const urgent = mostUrgent(held);
  if (urgent !== undefined) return HELD_ICONS[heldState(urgent)];
  if (failure !== undefined) return { name: 'debug-disconnect', color: 'list.errorForeground' };
  if (facts === undefined) return { name: 'sync' };
  return { name: facts.role === 'primary' ? 'server' : 'server-process' };
}

function failureNode(
  parent: string,
  failure: { readonly message: string; readonly remedy: string },
  { t }: TreeContext,
): TreeNode {
  const { message, remedy } = failure;
  return node(
    `${parent}//failure`,
    t('Why'),
    visibleText(message, 300),
    { name: 'error', color: 'list.errorForeground' },
    {
      traits: ['fact'],
      values: { text: `${message} ${remedy}` },
      tooltip: () => ({ title: message, rows: [], notes: [remedy] }),
    },
  );
}
