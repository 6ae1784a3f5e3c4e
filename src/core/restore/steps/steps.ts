import { awaitsProof, isSound } from '../../model/verdict';
import { isMendedByRestore, verdictOnceMoved } from '../../model/onceMoved';
import { splitAtTar } from '../../tars/tarName';
import type { Finding } from '../../ground/finding';
import { rangeToReport } from '../../report/toReport';
import { formatVersion } from '../../report/words';
import type { RestoreFacts } from './facts';
import { unopened } from './restoreCommand';
import { FIRST, type NameRange, type RecoveryPlan } from './settings';
import { isWritable } from '../shell';
import { emptyStep, filesStep, placesStep } from './stepsBase';
import { cleanStep, labelStep, lackingLinks, tablespacesStep, walStep } from './stepsPlace';
import { afterStep, checkStep, configureStep, startStep } from './stepsStart';
import { isOwnForm } from './stepsTool';
import type { RecoveryWay, RestoreStep, RestoreSteps, Target } from '../types';
import { setName, targetWords } from '../words';

/** What the steps have to know of a way. */
export type ChosenWay = Pick<RecoveryWay, 'target' | 'timeline' | 'proven' | 'wal'>;

export interface StepsOptions {
  /** Where the new data directory is to be; the reader can still change it. */
  readonly dataDirectory?: string;
}

const SOMEWHERE = '/path/to/new/data/directory';
/** Where the version is not known: the form that every supported server takes. */
const NEWEST = 180000;

/**
 * The steps of a restore: to the target of a way, else to the end of the backup itself. They are text: nothing here
 * touches a file.
 */
export function restoreSteps(known: RestoreFacts, way?: ChosenWay, options: StepsOptions = {}): RestoreSteps {
  const { set } = known;
  // What lies there in a tool's own form the tool puts in its place, tablespaces too.
  const facts = isOwnForm(set) ? { ...known, tablespaces: [], links: [], tars: [] } : known;
  const plan = planOf(facts, way);
  const named = options.dataDirectory ?? '';
  const dataDirectory = named === '' ? SOMEWHERE : named;
  const refusal = refusalOf(facts, dataDirectory);
  return {
    title: `Restore ${setName(set)} to ${plan.standalone && way === undefined ? 'the end of the backup' : targetWords(plan.target)}`,
    setId: set.id,
    serverVersion: set.serverVersion === undefined ? null : formatVersion(set.serverVersion),
    warnings: [...refusal, ...warningsOf(facts, plan, way?.proven)],
    steps: refusal.length > 0 ? [] : stepsOf(facts, plan, dataDirectory),
  };
}

function planOf(facts: RestoreFacts, way: ChosenWay | undefined): RecoveryPlan {
  const { set, archives } = facts;
  const version = set.serverVersion ?? NEWEST;
  const standalone = archives.length === 0;
  const immediate: Target = version < FIRST.immediate ? { kind: 'end' } : { kind: 'immediate' };
  const target: Target = way?.target ?? (standalone ? { kind: 'end' } : immediate);
  const timeline = way?.timeline ?? set.recoveryTimeline ?? set.stop?.timeline;
  return { version, target, timeline, standalone, keptWal: keptWalOf(facts, way, standalone) };
}

/** The WAL in the data directory that recovery needs: all of it where there is no archive, else what no archive has. */
function keptWalOf(
  { set, ownWal }: RestoreFacts,
  way: ChosenWay | undefined,
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
      'The path of a file has a line break, a control character, or bytes that are no text. No command is written with it: rename it first.',
    );
  // pg_ctl hands these paths to a shell between double quotes (`start_postmaster`, pg_ctl.c).
  if (/["$`\\]/.test(dataDirectory))
    refusals.push(
      'pg_ctl cannot start a server in a directory whose path has a double quote, a dollar sign, a backquote or a backslash. Choose another one.',
    );
  if (set.layout === 'standalone-tar' || archives.some(({ path }) => splitAtTar(path).length > 0))
    refusals.push(
      'The data directory or its WAL lies in a tar among other files. Unpack it into a folder of its own, and ask for the steps of the set there.',
    );
  const lacking = lackingLinks(facts);
  if (lacking.length > 0)
    refusals.push(
      `In this backup ${lacking.join(', ')} ${lacking.length === 1 ? 'is a link' : 'are links'} to another place, so its files are not in the backup; a server that is started with the link would write into that place, which may belong to a living server. Put the copy of the files that was taken with the backup in the place of the link, then ask again.`,
    );
  if (chain === undefined)
    refusals.push(
      'A backup that this incremental one builds on is not here. Without all of them it cannot be put together.',
    );
  return refusals;
}

/** What the steps put right, so that none of them is left out. */
function mendedWarnings(errors: readonly Finding[]): string[] {
  const has = (code: Finding['code']): boolean => errors.some((error) => error.code === code);
  const warnings: string[] = [];
  if (has('misplaced-tablespace'))
    warnings.push(
      'No server starts from this copy as it is: tablespaces are in pg_tblspc itself. The steps put each into its place; leave none of them out.',
    );
  if (has('refused-configuration'))
    warnings.push(
      'No server from 12 on starts from this copy as it is: it holds a recovery.conf. The steps remove that file; leave none of them out.',
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
      `This set is ${set.verdict}${error === undefined ? '' : ` (${error.code})`}: a restore of it fails, or ends in a state that nobody wants. See its findings first.`,
    );
  else if (awaitsProof(moved) || proven === false)
    warnings.push(
      'The WAL was not read record by record. Verify first: recycled or cut segments look whole by name.',
    );
  if (set.serverVersion === undefined)
    warnings.push(
      'The server version is unknown; the steps are for 12 and later. Up to 11 recovery.conf is needed.',
    );
  const packed = unopened(archives);
  if (packed.length > 0)
    warnings.push(
      `Files with ${packed.join(', ')} cannot be opened by the restore_command below, and recovery would take them for missing ones. Use the command of the tool that wrote them.`,
    );
  if (plan.target.kind === 'end' && !plan.standalone && plan.version < FIRST.immediate)
    warnings.push(
      'Before 9.4 a server cannot be told to stop at the end of the backup: it goes on to the end of the archive.',
    );
  warnings.push(
    'If the server that was backed up still lives: the copy must neither archive into its archive (a cp that overwrites would destroy WAL there) nor take part in its replication, and nobody may mistake one for the other.',
  );
  return warnings;
}
