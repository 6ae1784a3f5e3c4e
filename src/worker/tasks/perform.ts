import type { Catalog } from '../../core/model/catalog';
import { scan, type ScanOptions } from '../../core/catalog/scan';
import { checkArchive } from '../../core/catalog/assess/checkArchive';
import { hashStored } from '../../io/hashing/storedHasher';
import { LocatedTree } from '../../io/location/locatedTree';
import { locator } from '../../io/location/locator';
import { withPhysicalFiles } from '../../io/location/physicalFiles';
import { NodeFileTree } from '../../io/nodeFileTree';
import { QuickFileTree } from '../../io/quickFileTree';
import { SyncFileTree } from '../../io/syncFileTree';
import { tarStore } from '../../io/tar/tarStore';
import type { FileStart, TaskKind, TaskRequest, WorkerTasks } from '../../protocol/worker';
import { compareNameSums } from './nameSums';
import { compareCopies } from './compareCopies';
import { completeTask, planCompletionTask, findSegmentFault } from './completeTasks';
import { hashTask, verifyFilesTask } from './filesTasks';
import { fingerprintFiles } from './fingerprintFiles';
import { checkStructureTask } from './structureTask';
import { walkChanged, type WalkHooks, walkSet } from './walkTasks';

/** Runs a task in this thread. */
export function perform(request: TaskRequest, hooks: WalkHooks): Promise<WorkerTasks[TaskKind]['output']> {
  switch (request.kind) {
    case 'scan': {
      tarStore().share(request.input.knownTars ?? []);
      const options = hooks.signal === undefined ? {} : { signal: hooks.signal };
      return scanFiles({ ...request.input, ...options });
    }
    case 'known-tars':
      return tarStore().costly();
    case 'read-tars':
      return tarStore().readForGood(request.input.tars, hooks.signal);
    case 'read-start':
      return readStart(request.input);
    case 'walk-set':
      return walkSet(request.input, hooks);
    case 'walk-chunk':
      return walkChanged(new LocatedTree(new SyncFileTree()), request.input, hooks);
    case 'check-archive':
      return checkArchive(scanTree(), request.input.archive, request.input.level, hooks.signal);
    case 'compare-copies':
      return compareCopies(request.input, hooks.signal);
    case 'compare-name-sums':
      return compareNameSums(request.input, hooks.signal);
    case 'verify-files':
      return verifyFilesTask(request.input, hooks);
    case 'check-structure':
      return checkStructureTask(request.input, hooks);
    case 'fingerprint-files':
      return fingerprintFiles(request.input, hooks.signal);
    case 'plan-completion':
      return planCompletionTask(request.input, hooks);
    case 'complete':
      return completeTask(request.input, hooks);
    case 'find-segment-fault':
      return findSegmentFault(request.input.job, request.input.file);
    case 'hash':
      return hashTask(request.input.ranges, hooks);
    case 'hash-stored':
      return hashStored(request.input.ranges, hooks.signal);
  }
}

async function scanFiles(options: ScanOptions): Promise<Catalog> {
  return withPhysicalFiles(await scan(scanTree(), options));
}

/** A tree for many small reads at the same time, with paths as on disk. */
function scanTree(): LocatedTree {
  return new LocatedTree(new QuickFileTree());
}

async function readStart({ path, length }: WorkerTasks['read-start']['input']): Promise<FileStart> {
  const tree = new LocatedTree(new NodeFileTree());
  const [facts, head] = await Promise.all([tree.stat(path), tree.readHead(path, length)]);
  return { file: locator().physicalPath(path), facts, head };
}
