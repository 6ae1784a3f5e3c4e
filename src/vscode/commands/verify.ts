import * as vscode from 'vscode';
import type { BackupSet } from '../../core/model/backupSet';
import type { WalArchive } from '../../core/model/walArchive';
import { splitAtTar } from '../../core/tars/tarName';
import type { Finding } from '../../core/ground/finding';
import type { WorkerPool } from '../../worker/pool';
import type { TaskHooks } from '../../worker/taskRunner';
import { messages } from '../services/messages';
import { withoutLinks } from '../services/withoutLinks';
import type { VerificationListener } from '../services/verifying';
import { nodesOf, setOf } from './arguments';
import type { CommandServices, Handler } from './services';

/** Decodes the WAL of one set, the one that is meant or picked. */
export const verifySet: Handler = async (services, ...args) => {
  const set = await setOf(services, args);
  if (set === undefined) return;
  const sets = services.catalog.unproven.sets.filter(({ id }) => id === set.id);
  await verify(services, { sets, archives: [], everySegment: false });
};

/**
 * Decodes the WAL of every set, and of the archives as far as recovery from those sets gets. What was verified and has not
 * changed is not read again.
 */
export const verifyAll: Handler = async (services) => {
  await services.catalog.whenReady();
  const { sets, archives } = services.catalog.unproven;
  if (sets.length + archives.length === 0) void vscode.window.showInformationMessage(messages.noSets());
  else {
    const changed = sets.filter((set) => !services.catalog.isVerified(set));
    await verify(services, { sets: changed, archives, everySegment: false });
  }
};

/** Decodes every segment of an archive, and the WAL of the sets that it serves. */
export const verifyArchive: Handler = async (services, ...args) => {
  await services.catalog.whenReady();
  const paths = nodesOf(services, args).map(({ values }) => values.path);
  const { unproven } = services.catalog;
  const archives = unproven.archives.filter(({ path }) => paths.includes(path));
  const sets = unproven.sets.filter((set) => archives.some(({ path }) => set.archives.includes(path)));
  if (archives.length > 0) await verify(services, { sets, archives, everySegment: true });
};

/** Decodes what an answer about recovery lacks: the WAL of sets, and of the archives that serve them. */
export async function verifySets(services: VerifyServices, ids: readonly string[]): Promise<void> {
  const { unproven } = services.catalog;
  const sets = unproven.sets.filter(({ id }) => ids.includes(id));
  const archives = unproven.archives.filter(({ path }) => sets.some((set) => set.archives.includes(path)));
  const changed = sets.filter((set) => !services.catalog.isVerified(set));
  if (sets.length > 0) await verify(services, { sets: changed, archives, everySegment: false });
}

type VerifyServices = Pick<CommandServices, 'catalog' | 'pool' | 'log'>;

interface Work {
  readonly sets: readonly BackupSet[];
  readonly archives: readonly WalArchive[];
  readonly everySegment: boolean;
}

async function verify(services: VerifyServices, work: Work): Promise<void> {
  const { sets, archives } = work;
  const only = sets.length === 1 && archives.length === 0 ? sets[0] : undefined;
  const title = withoutLinks(messages.verifying(sets.length, only?.label ?? only?.path ?? ''));
  const total =
    sets.reduce((sum, set) => sum + (set.required?.bytes ?? 0), 0) +
    // What several walks of an archive share is read, and told, once.
    archives.reduce((sum, { bytes }) => sum + bytes, 0);
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      const listening = token.onCancellationRequested(() => {
        abort.abort();
      });
      const hooks = {
        signal: abort.signal,
        progress: (bytes: number) => {
          if (total > 0) progress.report({ increment: (bytes / total) * 100 });
        },
      };
      try {
        await readTars(services.pool, work, hooks);
        await perform(services, await withWholeTars(services, work), hooks);
      } finally {
        services.pool.learn([]);
        listening.dispose();
      }
    },
  );
}

/** Packed tars are unpacked once, and all threads are told what is in them. */
async function readTars(pool: WorkerPool, { sets, archives }: Work, hooks: TaskHooks): Promise<void> {
  const files = sets.flatMap(({ tars = [] }) => tars.map(({ path }) => path));
  const unread = sets.flatMap(({ findings }) => unreadIn(findings));
  const wal = [...archives.map(({ path }) => path), ...sets.flatMap((set) => set.archives)];
  const paths = [...files, ...unread, ...wal];
  const tars = [...new Set(paths.flatMap((path) => splitAtTar(path).map(({ tar }) => tar)))];
  if (tars.length > 0) pool.learn(await pool.run('read-tars', { tars }, hooks));
}

/** What a scan did not read of packed tars comes first: it tells what WAL there is to verify. */
async function withWholeTars({ catalog }: VerifyServices, work: Work): Promise<Work> {
  const unread = work.sets.flatMap(({ findings }) => unreadIn(findings));
  if (unread.length === 0) return work;
  await catalog.readWholeTars(unread);
  const { sets, archives } = catalog.unproven;
  const ids = new Set(work.sets.map(({ id }) => id));
  const paths = new Set(work.archives.map(({ path }) => path));
  return {
    ...work,
    sets: sets.filter(({ id }) => ids.has(id)),
    archives: archives.filter(({ path }) => paths.has(path)),
  };
}

function unreadIn(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ code, file }) => (code === 'tar-not-read' && file !== undefined ? [file] : []));
}

async function perform(
  { catalog, pool, log }: VerifyServices,
  work: Work,
  hooks: TaskHooks & { readonly signal: AbortSignal },
): Promise<void> {
  // Needed when somebody verifies, not when the window opens.
  const { verifyWork } = await import('../services/verifying');
  const listener: VerificationListener = {
    set: (set, result) => {
      log.info(`${set.path}: ${result.verdict}, ${result.records} records`);
      catalog.proveSet(set, result);
    },
    files: (set, fingerprint, result) => {
      log.info(`${set.path}: files ${result.outcome}, ${result.hashedFiles} read`);
      catalog.proveFiles(set, fingerprint, result);
    },
    archive: (archive, reading) => {
      log.info(`${archive.path}: ${reading.records} records, ${reading.findings.length} findings`);
      catalog.proveArchive(archive, reading);
    },
    sets: () => catalog.catalog.sets,
  };
  await verifyWork(pool, { ...work, catalog: catalog.unproven }, listener, hooks);
}
