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

/** Of an exclusive backup the files are in the data directory until the stop takes them away. */
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
  // 9.5 brought the map.
  const tablespaceMap = number >= 90500 ? await read('tablespace_map') : undefined;
  return {
    ...(labelFile === undefined ? {} : { labelFile }),
    ...(tablespaceMap === undefined ? {} : { tablespaceMap }),
  };
}
