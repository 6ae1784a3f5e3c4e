import { isFailure, type ReadFailure, type TarFault } from '../../core/ground/ports';
import { failureOf } from '../failure';
import type { ManifestAlgorithm } from '../../core/formats/manifest/manifestModel';
import { SumsRecorder } from '../../core/tars/tarSums';
import { decompressionFaultOf } from '../compression/decompressionError';
import type { ByteSource } from './byteSource';
import { HashingVisitor } from './hashingVisitor';
import { type ContentRoom, sharedBytes } from './keptContents';
import { type DecompressionLimit, openTar, sourceOf, type TarFile } from './tarFile';
import type { TarIndex } from '../../core/tars/tarIndex';
import { TarIndexer } from './tarIndexer';
import { bothVisitors, type TarEnd, walkTar } from './walkTar';

export interface IndexOptions {
  /** How much of a compressed tar may be read; undefined: all. */
  readonly limit?: Pick<DecompressionLimit, 'bytes' | 'decompressed'>;
  readonly signal?: AbortSignal;
  /** What is kept of a compressed tar that is read to its end for a verification. */
  readonly keep?: TarKeep;
  /** Whether each file of a relation is kept: some 150 bytes of memory each. */
  readonly relations?: boolean;
}

/** Room for contents, and the algorithm by which files are hashed while they pass. */
export interface TarKeep {
  readonly room: ContentRoom;
  readonly algorithm: ManifestAlgorithm | undefined;
}

/**
 * Walks through a tar and records what a scan may ask for. A plain tar is read from header to header, without its
 * contents; a compressed one must be decompressed, up to a limit.
 */
export async function readTarIndex(
  path: string,
  options: IndexOptions = {},
): Promise<TarIndex | ReadFailure> {
  const file = openTar(path);
  if (isFailure(file)) return file;
  const limit =
    options.limit === undefined || file.compression === 'plain'
      ? undefined
      : { ...options.limit, reached: false };
  const source = sourceOf(file, limit);
  try {
    return source === undefined
      ? closedIndex(file)
      : await indexOf(file, source, {
          ...(options.signal && { signal: options.signal }),
          ...(options.relations === true && { relations: true }),
          ...(limit && { stored: limit }),
          // Content of a plain tar can be read again at no extra cost.
          ...(options.keep && file.compression !== 'plain' && { keep: options.keep }),
        });
  } finally {
    await source?.close?.();
    file.close();
  }
}

async function indexOf(
  file: TarFile,
  source: ByteSource,
  { signal, stored, keep, relations }: IndexOptions & { readonly stored?: DecompressionLimit },
): Promise<TarIndex | ReadFailure> {
  const indexer = new TarIndexer(file.compression !== 'plain', keep?.room, relations);
  const recorder = keep && new SumsRecorder(keep.algorithm);
  const hashing = recorder && new HashingVisitor(source, recorder);
  let end: TarEnd | TarFault;
  try {
    end = await walkTar(source, hashing === undefined ? indexer : bothVisitors(indexer, hashing), signal);
  } catch (error) {
    const fault = compressedFault(error, source.position);
    if (fault === undefined) return failureOf(error);
    end = fault;
  }
  const cut = stored?.reached === true || ('kind' in end && end.kind === 'stopped');
  indexer.finish(cut ? undefined : source.position);
  const fault = cut ? undefined : 'reason' in end ? end : faultOfEnd(end, indexer.members);
  const { members, kept, folders, faults, hasBackupContent, listsRelations } = indexer;
  const sums = cut ? undefined : recorder?.finish(fault, sharedBytes);
  return {
    ...(sums && { sums }),
    ...(listsRelations && !cut && { listsRelations }),
    ...identityOf(file),
    whole: !cut,
    members,
    hasBackupContent,
    kept,
    folders,
    faults: [...(fault === undefined ? [] : [fault]), ...faults.values()],
  };
}

function identityOf({
  compression,
  size,
  modified,
}: TarFile): Pick<TarIndex, 'compression' | 'size' | 'modified'> {
  return { compression, size, modified };
}

/** The index of a tar that cannot be opened. */
function closedIndex(file: TarFile): TarIndex {
  const reason = file.compression === 'encrypted' ? 'encrypted' : 'compressed-unsupported';
  const nothing = {
    whole: false,
    hasBackupContent: false,
    members: 0,
    kept: 0,
    folders: new TarIndexer(true).folders,
  };
  return { ...identityOf(file), ...nothing, faults: [{ reason, at: 0 }] };
}

/** The fault that an end means; undefined if the tar ended well or the walk was stopped. */
export function faultOfEnd(end: TarEnd, members: number): TarFault | undefined {
  const { at } = end;
  switch (end.kind) {
    case 'ended':
      return end.trailing ? { reason: 'trailing', at } : undefined;
    case 'open-end':
      return { reason: members === 0 ? 'not-a-tar' : 'no-end', at };
    case 'truncated':
      return { reason: 'truncated', at, ...(end.member === undefined ? {} : { member: end.member }) };
    case 'fault':
      return { reason: members === 0 ? 'not-a-tar' : 'header', at };
    case 'stopped':
      return undefined;
  }
}

/** The fault of decompression; undefined if the system failed. */
export function compressedFault(error: unknown, at: number): TarFault | undefined {
  switch (decompressionFaultOf(error)) {
    case 'UNSUPPORTED':
      return { reason: 'compressed-unsupported', at };
    case 'TRUNCATED':
      return { reason: 'compressed-truncated', at };
    case 'BROKEN':
      return { reason: 'compressed-broken', at };
    case undefined:
      return undefined;
  }
}
