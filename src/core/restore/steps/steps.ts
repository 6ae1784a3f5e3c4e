import { walDirectoryName } from '../../wal/walDirectory';
import { rangeToReport } from '../../report/toReport';
import { formatMajorVersion } from '../../ground/versions';
import type { RestoreFacts } from './facts';
import { refusalOf } from './refusals';
import { FIRST, type NameRange, type RecoveryPlan } from './settings';
import { checkStep, directoriesStep } from './script/check';
import { cleanStep, labelStep } from './script/clean';
import { configureStep } from './script/configure';
import { filesStep, manifestStep } from './script/files';
import { pathsStep } from './script/paths';
import { tablespacesStep, toolTablespacesStep } from './script/tablespaces';
import { afterStep, lookStep, startStep, waitStep } from './script/start';
import { hasOwnFormat } from './script/tool';
import { walStep } from './script/wal';
import { warningsOf } from './warnings';
import type { AnswerPath, RestoreStep, RestoreSteps, RecoveryTarget } from '../types';
import { setName, targetWords } from '../words';

/** The facts about a recovery path that the steps use. */
export type ChosenPath = Pick<AnswerPath, 'target' | 'timeline' | 'proven' | 'wal'> &
  Partial<Pick<AnswerPath, 'lsn' | 'notes'>>;

export interface StepsOptions {
  /** The suggested new data directory. */
  readonly dataDirectory?: string;
}

const SOMEWHERE = '/path/to/new/data/directory';
/** If the version is unknown: the format that every supported server accepts. */
const NEWEST = 180000;

/**
 * The steps of a restore: to the target of a recovery path, otherwise to the end of the backup itself. They are text:
 * nothing here touches a file.
 */
export function restoreSteps(
  known: RestoreFacts,
  way?: ChosenPath,
  options: StepsOptions = {},
): RestoreSteps {
  const { set } = known;
  // A tool restores its own format itself, with the tablespaces.
  const facts = hasOwnFormat(set) ? { ...known, tablespaces: [], links: [], tars: [] } : known;
  const plan = planOf(facts, way);
  const named = options.dataDirectory ?? '';
  const dataDirectory = named === '' ? SOMEWHERE : named;
  const refusal = refusalOf(facts, dataDirectory);
  return {
    title: `Restore ${setName(set)} to ${plan.standalone && way === undefined ? 'the end of the backup' : targetWords(plan.target)}`,
    setId: set.id,
    serverVersion: set.versionNum === undefined ? null : formatMajorVersion(set.versionNum),
    warnings: [...refusal, ...warningsOf(facts, plan, way)],
    steps: refusal.length > 0 ? [] : stepsOf(facts, plan, dataDirectory, way?.lsn ?? undefined),
  };
}

function planOf(facts: RestoreFacts, way: ChosenPath | undefined): RecoveryPlan {
  const { set, archives } = facts;
  const version = set.versionNum ?? NEWEST;
  const standalone = archives.length === 0;
  const immediate: RecoveryTarget = version < FIRST.immediate ? { kind: 'end' } : { kind: 'immediate' };
  const target: RecoveryTarget = way?.target ?? (standalone ? { kind: 'end' } : immediate);
  const timeline = way?.timeline ?? set.recoveryTimeline ?? set.stop?.timeline;
  const hasHistory = timeline !== undefined && facts.histories.includes(timeline);
  const keptWal = keptWalOf(facts, way, standalone);
  return { version, target, timeline, hasHistory, standalone, keptWal };
}

/** The WAL in the data directory that recovery needs: all of it without an archive, otherwise what no archive has. */
function keptWalOf(
  { set, ownWal }: RestoreFacts,
  way: ChosenPath | undefined,
  standalone: boolean,
): readonly NameRange[] | undefined {
  const { required, geometry } = set;
  const own =
    required?.runs.some(({ archive }) => archive !== undefined && archive === ownWal?.path) === true;
  if (!standalone && !own) return undefined;
  if (way !== undefined) return way.wal.ranges;
  if (geometry === undefined) return [];
  return required?.ranges.map((range) => rangeToReport(range, geometry)) ?? [];
}

function stepsOf(
  facts: RestoreFacts,
  plan: RecoveryPlan,
  dataDirectory: string,
  end: string | undefined,
): RestoreStep[] {
  const { version } = plan;
  const steps = [
    pathsStep(facts, dataDirectory),
    checkStep(facts, plan),
    directoriesStep(facts, walDirectoryName(version)),
    filesStep(facts),
    hasOwnFormat(facts.set) ? toolTablespacesStep() : tablespacesStep(facts, version),
    manifestStep(facts),
    cleanStep(version),
    labelStep(facts),
    walStep(facts, plan),
    configureStep(plan, facts),
    startStep(facts),
    waitStep(plan, end),
    lookStep(plan, facts),
    afterStep(plan, facts),
  ];
  return steps.filter((one) => one !== undefined);
}
