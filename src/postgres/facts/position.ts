import { walGeometry, segmentOfStart } from '../../core/wal/geometry';
import { parseLsn } from '../../core/ground/lsn';
import { segmentName } from '../../core/wal/segmentName';
import type { Basics } from './basics';
import { hidden, known, observed, type Observer } from './observed';
import type { Privileges } from './privileges';
import { readServerFile } from '../files/readServerFile';
import type { Fact, ServerFacts } from './serverFacts';
import { walNames } from './version';

/** The identity of the cluster, and its current WAL location. */
export type Position = Pick<
  ServerFacts,
  'systemIdentifier' | 'timeline' | 'currentLsn' | 'currentSegment'
> & { readonly fullPageWritesOfPrimary?: boolean };

export async function readPosition(
  observer: Observer,
  basics: Basics,
  privileges: Privileges,
  segmentSize: number,
): Promise<Position> {
  const currentLsn = await observed(() => readCurrentLsn(observer, basics));
  const control =
    basics.version.number >= 90600
      ? await readControlFunctions(observer, basics)
      : await readControlFile(observer, basics, privileges);
  const timeline = control.timeline.known
    ? control.timeline
    : await timelineByName(observer, basics, control.timeline);
  return {
    ...control,
    timeline,
    currentLsn,
    currentSegment: segmentAt(currentLsn, timeline, basics, segmentSize),
  };
}

async function readCurrentLsn({ session, signal }: Observer, basics: Basics): Promise<Fact<string>> {
  const names = walNames(basics.version);
  const call = basics.role === 'primary' ? names.currentLsn : names.replayLsn;
  const [row] = await session.query<'lsn'>(`SELECT ${call}() AS lsn`, [], {
    signal,
    doing: 'Reading the WAL position',
  });
  const lsn = row?.lsn ?? undefined;
  return lsn === undefined ? hidden('no WAL has been replayed yet') : known(lsn);
}

type Control = Pick<Position, 'systemIdentifier' | 'timeline' | 'fullPageWritesOfPrimary'>;

/**
 * From 9.6 on every role can query pg_control. A standby may have gone to a newer timeline since its last restartpoint.
 */
async function readControlFunctions({ session, signal }: Observer, { role }: Basics): Promise<Control> {
  const fact = await observed(async () => {
    const [row] = await session.query<'id' | 'timeline' | 'fpw'>(
      `SELECT s.system_identifier AS id, c.full_page_writes AS fpw,
 greatest(c.timeline_id, r.min_recovery_end_timeline) AS timeline
 FROM pg_control_system() s, pg_control_checkpoint() c, pg_control_recovery() r`,
      [],
      { signal, doing: 'Reading pg_control' },
    );
    return row === undefined ? hidden('pg_control returned nothing') : known(row);
  });
  if (!fact.known) return { systemIdentifier: fact, timeline: fact };
  const { id, timeline, fpw } = fact.value;
  return {
    systemIdentifier: known(id ?? ''),
    timeline: known(Number(timeline)),
    ...(role === 'standby' ? { fullPageWritesOfPrimary: fpw === 't' } : {}),
  };
}

/** Up to 9.5 only the file itself has it, and only superusers can read it. */
async function readControlFile(observer: Observer, basics: Basics, privileges: Privileges): Promise<Control> {
  const timeline = hidden('up to 9.5, a standby does not report its timeline');
  if (!privileges.may('pg_read_binary_file')) {
    const why = `up to 9.5, it is only in pg_control, and ${privileges.why('pg_read_binary_file')}`;
    return { systemIdentifier: hidden(why), timeline };
  }
  const { session, signal } = observer;
  const systemIdentifier = await observed(async () => {
    const piece = { offset: 0, length: 12 };
    const path = 'global/pg_control';
    const bytes = await readServerFile(session, basics.version.number, path, piece, signal);
    return bytes?.length === 12 ? known(identifierIn(bytes)) : hidden('pg_control is too short');
  });
  return { systemIdentifier, timeline };
}

/** The first field of pg_control, in the byte order in which the following version is a small number. */
function identifierIn(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const littleEndian = view.getUint32(8, true) < 0x10000;
  return String(view.getBigUint64(0, littleEndian));
}

/** A primary names its files with its timeline. */
async function timelineByName(
  { session, signal }: Observer,
  { role, version }: Basics,
  otherwise: Fact<number>,
): Promise<Fact<number>> {
  if (role === 'standby') return otherwise;
  const names = walNames(version);
  return observed(async () => {
    const [row] = await session.query<'file'>(`SELECT ${names.fileName}(${names.currentLsn}()) AS file`, [], {
      signal,
      doing: 'Reading the timeline',
    });
    return known(Number.parseInt((row?.file ?? '').slice(0, 8), 16));
  });
}

function segmentAt(
  lsnFact: Fact<string>,
  timeline: Fact<number>,
  { version }: Basics,
  segmentSize: number,
): Fact<string> {
  if (!lsnFact.known) return lsnFact;
  if (!timeline.known) return timeline;
  const lsn = parseLsn(lsnFact.value);
  if (lsn === undefined) return hidden('the server returned no location');
  const geometry = walGeometry(segmentSize, version.number);
  return known(segmentName(timeline.value, segmentOfStart(lsn, geometry), geometry));
}
