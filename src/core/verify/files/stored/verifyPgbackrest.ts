import { baseName, joinPath, leadsOutside, parentPath } from '../../../ground/paths';
import {
  isPgbackrestLabel,
  type PgbackrestCompression,
  type PgbackrestFile,
  pgbackrestFiles,
  readPgbackrestManifest,
} from '../../../formats/tools/pgbackrestFiles';
import type { Finding, FindingCode } from '../../../ground/finding';
import { type FileTree, isFailure, type Compression } from '../../../ground/ports';
import { BoundedFindings } from '../boundedFindings';
import { type FilesInput, type FilesVerification, outcomeOf } from '../filesVerification';
import type { StoredRange, StoredResult } from './storedFiles';

/** About five million files. */
const LARGEST_MANIFEST = 1024 * 1024 * 1024;
const BATCH_BYTES = 16 * 1024 * 1024;
const BATCH_FILES = 256;

const FORMS: Record<PgbackrestCompression, { readonly suffix: string; readonly compression: Compression }> = {
  none: { suffix: '', compression: 'plain' },
  gz: { suffix: '.gz', compression: 'gzip' },
  lz4: { suffix: '.lz4', compression: 'lz4' },
  zst: { suffix: '.zst', compression: 'zstd' },
  bz2: { suffix: '.bz2', compression: 'bzip2' },
};

const ORDER: readonly FindingCode[] = [
  'manifest-unreadable',
  'manifest-checksum-mismatch',
  'base-files-not-seen',
  'unreadable-file',
  'manifest-missing-file',
  'manifest-size-mismatch',
  'manifest-file-checksum-mismatch',
];

interface Planned {
  readonly file: PgbackrestFile;
  readonly range: StoredRange;
}

/**
 * Compares the files of a pgBackRest backup with its `backup.manifest`: each is read from its place (a file of its own,
 * a bundle, the earlier backup that the manifest references), decompressed, and its size and SHA-1 compared. Files that
 * no manifest names are ignored, as no restore reads them. Files of which only changed blocks are stored are counted,
 * not checked.
 */
export async function verifyPgbackrest(input: FilesInput): Promise<FilesVerification> {
  const findings = new BoundedFindings(input.findingLimit);
  const { signal } = input;
  const found = await readPgbackrestList(input.tree, input.manifest);
  const nothing = { manifest: undefined, hashedFiles: 0, hashedBytes: 0 };
  if (found.bytes === undefined) {
    const refused = found.finding.severity === 'error';
    return { ...nothing, outcome: refused ? 'refused' : 'verified', findings: [found.finding] };
  }
  if (found.finding !== undefined) findings.add(found.finding);
  const check = new Check(input, found.compression, findings, signal);
  await check.run(found.bytes);
  const { files, bytes } = check;
  return {
    outcome: outcomeOf(findings, signal),
    findings: findings.sorted(ORDER, input.directory),
    manifest: {
      version: 5,
      systemIdentifier: found.systemIdentifier,
      walRanges: [],
      files: check.listed,
      filesWithoutChecksum: check.blocks,
    },
    hashedFiles: files,
    hashedBytes: bytes,
  };
}

class Check {
  listed = 0;
  blocks = 0;
  files = 0;
  bytes = 0;
  readonly #input: FilesInput;
  readonly #compression: PgbackrestCompression;
  readonly #findings: BoundedFindings;
  readonly #signal: AbortSignal | undefined;

  constructor(
    input: FilesInput,
    compression: PgbackrestCompression,
    findings: BoundedFindings,
    signal: AbortSignal | undefined,
  ) {
    this.#input = input;
    this.#compression = compression;
    this.#findings = findings;
    this.#signal = signal;
  }

  async run(manifest: Uint8Array): Promise<void> {
    const batches = this.#batches(manifest);
    const lane = async (): Promise<void> => {
      for (let next = batches.next(); next.done !== true; next = batches.next()) {
        if (this.#signal?.aborted === true) return;
        await this.#hash(next.value);
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, this.#input.hasher.lanes) }, lane));
    if (this.blocks === 0) return;
    const args = { tool: 'pgBackRest', reason: 'blocks', count: this.blocks };
    this.#findings.add({ code: 'base-files-not-seen', severity: 'info', file: this.#input.manifest, args });
  }

  async #hash(batch: readonly Planned[]): Promise<void> {
    const ranges = batch.map(({ range }) => range);
    const results = await this.#input.hasher.hashStored(ranges, this.#signal);
    if (this.#signal?.aborted === true) return;
    for (const [i, planned] of batch.entries()) {
      this.#judge(planned, results[i] ?? { failed: true, code: 'EIO' });
    }
    this.#input.onProgress?.({ doneBytes: this.bytes, totalBytes: this.bytes });
  }

  *#batches(manifest: Uint8Array): Generator<readonly Planned[]> {
    let batch: Planned[] = [];
    let bytes = 0;
    for (const file of pgbackrestFiles(manifest)) {
      const planned = this.#plan(file);
      if (planned === undefined) continue;
      batch.push(planned);
      bytes += planned.file.size;
      if (bytes < BATCH_BYTES && batch.length < BATCH_FILES) continue;
      yield batch;
      batch = [];
      bytes = 0;
    }
    if (batch.length > 0) yield batch;
  }

  /** Undefined if there is nothing to read. */
  #plan(file: PgbackrestFile | string): Planned | undefined {
    this.listed++;
    const { directory, manifest } = this.#input;
    if (typeof file === 'string') {
      this.#add('manifest-unreadable', manifest, { reason: 'file-line', found: file });
      return undefined;
    }
    const { path, reference, bundle, size, storedSize } = file;
    const isNamed = reference === undefined || isPgbackrestLabel(reference);
    if (leadsOutside(path) || !isNamed) {
      this.#add('manifest-missing-file', directory, { path, size, reason: 'outside' });
      return undefined;
    }
    if (file.isBlocks) {
      this.blocks++;
      return undefined;
    }
    // With bundles, empty files are not stored; a restore creates them.
    if (size === 0 && storedSize === undefined) return undefined;
    const { suffix, compression } = FORMS[this.#compression];
    const folder = reference === undefined ? directory : joinPath(parentPath(directory), reference);
    const common = { compression, algorithm: 'SHA1', size } as const;
    if (bundle === undefined)
      return { file, range: { path: `${joinPath(folder, path)}${suffix}`, range: undefined, ...common } };
    const range = { offset: bundle.offset, length: storedSize ?? size };
    return { file, range: { path: joinPath(folder, `bundle/${String(bundle.id)}`), range, ...common } };
  }

  #judge({ file, range }: Planned, result: StoredResult): void {
    const { path, size, reference } = file;
    const of = reference === undefined ? {} : { reference };
    if (isFailure(result)) {
      const { code } = result;
      if (code === 'ENOENT' || code === 'ENOTDIR')
        this.#add('manifest-missing-file', range.path, { path, size, ...of });
      else if (code === 'BROKEN' || code === 'TRUNCATED') {
        const reason = code === 'BROKEN' ? 'compressed-broken' : 'compressed-cut';
        this.#add('manifest-file-checksum-mismatch', range.path, { path, algorithm: 'SHA1', reason, ...of });
      } else this.#add('unreadable-file', range.path, { path, reason: code });
      return;
    }
    this.files++;
    this.bytes += result.bytes;
    if (result.bytes !== size) {
      const found = result.bytes > size ? { reason: 'more-content' } : { size: result.bytes };
      this.#add('manifest-size-mismatch', range.path, { path, expected: size, ...found, ...of });
    } else if (file.checksum !== undefined && result.checksum !== file.checksum) {
      const sums = { found: result.checksum, expected: file.checksum };
      this.#add('manifest-file-checksum-mismatch', range.path, { path, algorithm: 'SHA1', ...sums, ...of });
    }
  }

  #add(code: FindingCode, file: string, args: Finding['args']): void {
    this.#findings.add({ code, severity: 'error', file, args });
  }
}

type Manifest =
  | {
      readonly bytes: Uint8Array;
      readonly compression: PgbackrestCompression;
      readonly systemIdentifier: bigint | undefined;
      readonly finding: Finding | undefined;
    }
  | { readonly bytes: undefined; readonly finding: Finding };

/** pgBackRest writes it twice and reads the copy if the first is not whole. */
async function readPgbackrestList(tree: FileTree, path: string): Promise<Manifest> {
  let doubtful: Manifest | undefined;
  for (const file of [path, `${path}.copy`]) {
    const manifest = await readOne(tree, file);
    if (manifest.finding === undefined || manifest.finding.severity === 'info') return manifest;
    if (doubtful?.bytes === undefined)
      doubtful = manifest.bytes === undefined ? (doubtful ?? manifest) : manifest;
  }
  return doubtful ?? unread(path, 'ENOENT');
}

async function readOne(tree: FileTree, file: string): Promise<Manifest> {
  const facts = await tree.stat(file);
  if (isFailure(facts)) return unread(file, facts.code);
  if (facts.size > LARGEST_MANIFEST) return unread(file, 'too-large');
  const bytes = await tree.read(file, 0, facts.size);
  if (isFailure(bytes)) return unread(file, bytes.code);
  const { compression, systemIdentifier, problems } = readPgbackrestManifest(bytes);
  const reason = problems[0]?.args['reason'];
  if (reason === 'encrypted') {
    const args = { tool: 'pgBackRest', reason: 'encrypted' };
    return { bytes: undefined, finding: { code: 'base-files-not-seen', severity: 'info', file, args } };
  }
  if (compression === undefined) return unread(file, String(reason ?? 'unknown-compression'));
  const finding: Finding | undefined =
    reason === undefined
      ? undefined
      : {
          code: 'manifest-checksum-mismatch',
          severity: 'error',
          file,
          args: { tool: 'pgBackRest', name: baseName(file) },
        };
  return { bytes, compression, systemIdentifier, finding };
}

function unread(file: string, reason: string): Manifest {
  const args = { reason, tool: 'pgBackRest' };
  return { bytes: undefined, finding: { code: 'manifest-unreadable', severity: 'error', file, args } };
}
