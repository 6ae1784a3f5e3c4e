import { readServerFile } from '../files/readServerFile';
import { known, observed } from '../facts/observed';
import type { PreparedSession } from './prepareSession';

/** Label and map as bytes; absent if there is none or it cannot be read. */
export interface LabelFiles {
  readonly labelFile?: Uint8Array;
  readonly tablespaceMap?: Uint8Array;
}

/** Larger than any that a server writes. */
const LARGEST = 4 * 1024 * 1024;

/** The files of an exclusive backup are in the data directory until the stop removes them. */
export async function readExclusiveFiles({
  session,
  basics,
  privileges,
}: PreparedSession): Promise<LabelFiles> {
  if (!privileges.may('pg_read_binary_file')) return {};
  const { number } = basics.version;
  const read = async (path: string): Promise<Uint8Array | undefined> => {
    const signal = new AbortController().signal;
    const piece = { offset: 0, length: LARGEST };
    const fact = await observed(async () =>
      known(await readServerFile(session, number, path, piece, signal)),
    );
    return fact.known ? fact.value : undefined;
  };
  const labelFile = await read('backup_label');
  // The map exists from 9.5 on.
  const tablespaceMap = number >= 90500 ? await read('tablespace_map') : undefined;
  return {
    ...(labelFile === undefined ? {} : { labelFile }),
    ...(tablespaceMap === undefined ? {} : { tablespaceMap }),
  };
}
