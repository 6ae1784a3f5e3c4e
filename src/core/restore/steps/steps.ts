import { awaitsProof, isSound } from '../../model/verdict';
import { isMendedByRestore, verdictOnceMoved } from '../../model/onceMoved';
import { splitAtTar } from '../../tars/tarName';
import type { Finding } from '../../ground/finding';
import { rangeToReport } from '../../report/toReport';
import { formatVersion } from '../../ground/versions';
import type { RestoreFacts } from './facts';
import { unopened } from './restoreCommand';
import { FIRST, type NameRange, type RecoveryPlan } from './settings';
import { isWritable } from '../shell';
import { emptyStep, filesStep, placesStep } from './stepsBase';
import { cleanStep, labelStep, lackingLinks, tablespacesStep, walStep } from './stepsPlace';
import { afterStep, checkStep, configureStep, startStep } from './stepsStart';
import { hasOwnFormat } from './stepsTool';
import type { AnswerPath, RestoreStep, RestoreSteps, RecoveryTarget } from '../types';
import { setName, targetWords } from '../words';
import { isOneTar } from '../../model/layout';

/** The facts about a recovery path that the steps use. */
export type ChosenPath = Pick<AnswerPath, 'target' | 'timeline' | 'proven' | 'wal'>;

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
    serverVersion: set.versionNum === undefined ? null : formatVersion(set.versionNum),
    warnings: [...refusal, ...warningsOf(facts, plan, way?.proven)],
    steps: refusal.length > 0 ? [] : stepsOf(facts, plan, dataDirectory),
  };
}

function planOf(facts: RestoreFacts, way: ChosenPath | undefined): RecoveryPlan {
  const { set, archives } = facts;
  const version = set.versionNum ?? NEWEST;
  const standalone = archives.length === 0;
  const immediate: RecoveryTarget = version < FIRST.immediate ? { kind: 'end' } : { kind: 'immediate' };
  const target: RecoveryTarget = way?.target ?? (standalone ? { kind: 'end' } : immediate);
  const timeline = way?.timeline ?? set.recoveryTimeline ?? set.stop?.timeline;
  return { version, target, timeline, standalone, keptWal: keptWalOf(facts, way, standalone) };
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

function stepsOf(facts: RestoreFacts, plan: RecoveryPlan, dataDirectory: string): RestoreStep[] {
  const { version } = plan;
  const walName = version >= FIRST.wal ? 'pg_wal' : 'pg_xlog';
  const steps = [
    placesStep(facts, dataDirectory),
    emptyStep(facts, walName),
    filesStep(facts),
    cleanStep(facts),
    labelStep(facts),
    tablespacesStep(facts, version),
    walStep(facts, plan),
    configureStep(plan, facts),
    startStep(plan),
    checkStep(plan),
    afterStep(plan),
  ];
  return steps.filter((one) => one !== undefined);
}

/** Reasons not to write any command. */
function refusalOf(facts: RestoreFacts, dataDirectory: string): string[] {
  const { set, chain, archives, tablespaces, tars } = facts;
  const paths = [
    dataDirectory,
    set.path,
    ...Object.values<string | undefined>({ ...set.files }).map((path) => path ?? ''),
    ...(chain ?? []).map(({ path }) => path),
    ...archives.map(({ path }) => path),
    ...tars.map(({ path }) => path),
    ...tablespaces.flatMap(({ source, target }) => [source ?? '', target ?? '']),
  ];
  const refusals: string[] = [];
  if (!paths.every(isWritable))
    refusals.push(
      'The path of a file contains a line break, a control character or bytes that are not text. No command can be written for it: rename the file first.',
    );
  // pg_ctl hands these paths to a shell between double quotes (`start_postmaster`, pg_ctl.c).
  if (/["$`\\]/.test(dataDirectory))
    refusals.push(
      'pg_ctl cannot start a server if the path of its data directory contains a double quote, a dollar sign, a backquote or a backslash. Choose another directory.',
    );
  if (isOneTar(set) || archives.some(({ path }) => splitAtTar(path).length > 0))
    refusals.push(
      'The data directory or its WAL is in a tar among other files. Unpack the tar into a separate directory, and show the restore steps of the set there.',
    );
  const lacking = lackingLinks(facts);
  if (lacking.length > 0)
    refusals.push(
      `In this backup, ${lacking.join(', ')} ${lacking.length === 1 ? 'is a link to another place, so its files are' : 'are links to other places, so their files are'} not in the backup. A server started with ${lacking.length === 1 ? 'this link' : 'these links'} would write to ${lacking.length === 1 ? 'that place' : 'those places'}, possibly into the files of a running server. Replace ${lacking.length === 1 ? 'the link by the copy of its files' : 'the links by the copies of their files'} from the time of the backup, then show the steps again.`,
    );
  if (chain === undefined)
    refusals.push(
      'A backup that this incremental backup depends on was not found. Without all of them it cannot be restored.',
    );
  return refusals;
}

/** Faults that the steps correct, so the reader must not skip any. */
function mendedWarnings(errors: readonly Finding[]): string[] {
  const has = (code: Finding['code']): boolean => errors.some((error) => error.code === code);
  const warnings: string[] = [];
  if (has('misplaced-tablespace'))
    warnings.push(
      'A server does not start from this copy as it is: tablespaces are in pg_tblspc itself. The steps move each one to its place, so do not skip any step.',
    );
  if (has('refused-configuration'))
    warnings.push(
      'A server from 12 on does not start from this copy as it is: it contains a recovery.conf. The steps remove that file, so do not skip any step.',
    );
  return warnings;
}

function warningsOf(facts: RestoreFacts, plan: RecoveryPlan, proven: boolean | undefined): string[] {
  const { set, archives } = facts;
  const warnings: string[] = [];
  const error = set.findings.find(({ severity }: Finding) => severity === 'error');
  const moved = verdictOnceMoved(set);
  if (moved !== set.verdict) warnings.push(...mendedWarnings(set.findings.filter(isMendedByRestore)));
  if (!isSound(moved))
    warnings.push(
      `This set is ${set.verdict}${error === undefined ? '' : ` (${error.code})`}: a restore may fail or give a wrong result. See its findings first.`,
    );
  else if (awaitsProof(moved) || proven === false)
    warnings.push(
      'The WAL records have not been read. Verify first: a recycled or truncated segment is not visible in its name.',
    );
  if (set.versionNum === undefined)
    warnings.push(
      'The server version is unknown. The steps are for 12 and later; up to 11, a recovery.conf is needed instead.',
    );
  const compressed = unopened(archives);
  if (compressed.length > 0)
    warnings.push(
      `The restore_command below cannot read files with ${compressed.join(', ')}, so recovery would treat them as missing. Use the restore_command of the tool that wrote them.`,
    );
  if (plan.target.kind === 'end' && !plan.standalone && plan.version < FIRST.immediate)
    warnings.push(
      'Before 9.4, a server cannot stop at the end of the backup: it continues to the end of the archive.',
    );
  warnings.push(
    'If the original server is still running, make sure that the restored one is not mistaken for it. The restored server must not replicate with it or archive to the same location: a cp that overwrites files destroys WAL there.',
  );
  return warnings;
}
