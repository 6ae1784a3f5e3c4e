import { joinPath, leadsOutside } from '../../../ground/paths';
import { type WalgPart, walgParts } from '../../../formats/tools/walgFiles';
import { isFailure, type Compression } from '../../../ground/ports';
import { tarFindings } from '../../../tars/tarFindings';
import type { FilesInput, FilesVerification } from '../filesVerification';
import type { TarWitness } from '../../../tars/tarWitness';
import { ListedCheck } from './listedCheck';
import { noList, readList } from './readList';

const LIST = 'files_metadata.json';
const SNIFF = 512;
const NAMED: ReadonlyMap<string, Compression> = new Map([
  ['lz4', 'lz4'],
  ['zst', 'zstd'],
  ['gz', 'gzip'],
  ['lzma', 'lzma'],
  ['lzo', 'lzo'],
]);

/**
 * Compares the tars of a WAL-G backup with its `files_metadata.json`, which has names only: each tar must be present,
 * readable to its end, and contain the listed members. WAL-G keeps no checksums and no sizes, so their content is not
 * compared with anything. Encrypted tars, and those in brotli, which has neither magic bytes nor a checksum, are only
 * looked for.
 */
export async function verifyWalg(input: FilesInput): Promise<FilesVerification> {
  const check = new ListedCheck(input, LIST);
  const bytes = await readList(input.tree, input.manifest);
  if ('reason' in bytes) {
    if (bytes.reason === 'ENOENT') check.findings.add(noList(input.directory, 'WAL-G', LIST));
    else check.add('manifest-unreadable', input.manifest, { reason: bytes.reason });
    return check.result(false);
  }
  const parts = walgParts(bytes);
  if (parts === undefined || parts.length === 0) {
    const reason = bytes.length === 0 ? 'empty' : 'invalid-json';
    if (parts === undefined) check.add('manifest-unreadable', input.manifest, { reason, tool: 'WAL-G' });
    else check.findings.add(noList(input.directory, 'WAL-G', LIST));
    return check.result(false);
  }
  await new Tars(check, input).run(parts);
  return check.result();
}

class Tars {
  readonly #check: ListedCheck;
  readonly #input: FilesInput;
  #doneBytes = 0;

  constructor(check: ListedCheck, input: FilesInput) {
    this.#check = check;
    this.#input = input;
  }

  async run(parts: readonly WalgPart[]): Promise<void> {
    const { directory, manifest, checksums = true } = this.#input;
    const readable: WalgPart[] = [];
    const unopened: { part: WalgPart; isMarked: boolean }[] = [];
    for (const part of parts) {
      this.#check.listed += part.members.length;
      const state = await this.#stateOf(part);
      if (state === 'readable') readable.push(part);
      else if (state !== 'gone') unopened.push({ part, isMarked: state === 'unopened' });
    }
    // One tar without magic bytes among others is damaged; if none has them, all are encrypted.
    for (const { part, isMarked } of unopened) {
      if (isMarked || readable.length === 0) continue;
      const path = `tar_partitions/${part.name}`;
      const file = joinPath(directory, path);
      this.#check.add('manifest-file-checksum-mismatch', file, { path, reason: 'compressed-broken' });
    }
    if (readable.length > 0 && checksums) await this.#readAll(readable);
    const silent = unopened.filter(({ isMarked }) => isMarked || readable.length === 0);
    if (silent.length > 0) {
      const args = { tool: 'WAL-G', reason: 'tars-not-opened', count: silent.length };
      this.#check.add('base-files-not-seen', directory, args, 'info');
    }
    this.#check.withoutSum = this.#check.listed;
    const count = this.#check.listed;
    const args = { tool: 'WAL-G', reason: 'names-only', count, files: count };
    this.#check.add('manifest-without-checksums', manifest, args, 'info');
  }

  /** `unmarked`: it does not begin with the magic bytes that its name promises. */
  async #stateOf({ name, members }: WalgPart): Promise<'readable' | 'unopened' | 'unmarked' | 'gone'> {
    const { directory, tree } = this.#input;
    const path = `tar_partitions/${name}`;
    const file = joinPath(directory, path);
    if (name.includes('/') || leadsOutside(name)) {
      this.#check.add('manifest-missing-file', directory, { path: name, reason: 'outside' });
      return 'gone';
    }
    const head = await tree.readHead(file, SNIFF);
    if (isFailure(head)) {
      const { code } = head;
      if (code === 'ENOENT' || code === 'ENOTDIR')
        this.#check.add('manifest-missing-file', file, { path, count: members.length });
      else this.#check.add('unreadable-file', file, { path, reason: code });
      return 'gone';
    }
    const suffix = name.slice(name.lastIndexOf('.') + 1);
    if (suffix === 'tar') return head.compression === 'plain' ? 'readable' : 'unmarked';
    const named = NAMED.get(suffix);
    if (named === undefined) return 'unopened';
    return named === head.compression ? 'readable' : 'unmarked';
  }

  async #readAll(parts: readonly WalgPart[]): Promise<void> {
    for (const part of parts) {
      if (this.#check.signal?.aborted === true) return;
      await this.#read(part);
    }
  }

  /** Reads a tar to its end, which verifies the checksums that its compression may have. */
  async #read({ name, members }: WalgPart): Promise<void> {
    const { directory, hasher, onProgress } = this.#input;
    const path = `tar_partitions/${name}`;
    const file = joinPath(directory, path);
    const seen = new Set<string>();
    const witness = witnessOf(seen, (bytes) => {
      this.#doneBytes += bytes;
      onProgress?.({ doneBytes: this.#doneBytes, totalBytes: this.#doneBytes });
    });
    const result = await hasher.hashTar(file, witness, this.#check.signal);
    if (this.#check.signal?.aborted === true) return;
    if (isFailure(result)) {
      this.#check.add('unreadable-file', file, { path, reason: result.code });
      return;
    }
    const found = tarFindings(file, { ...result, compression: 'plain' });
    for (const finding of found) this.#check.findings.add(finding);
    // After a fault nothing was seen.
    if (found.some(({ severity }) => severity === 'error')) return;
    for (const member of members) {
      if (!seen.has(member))
        this.#check.add('manifest-missing-file', file, { path: member, tar: name, reason: 'in-tar' });
    }
  }
}

function witnessOf(seen: Set<string>, passed: (bytes: number) => void): TarWitness {
  const see = (path: string): void => {
    seen.add(path);
  };
  return {
    algorithm: undefined,
    file(path) {
      see(path);
      return undefined;
    },
    irregular: see,
    directory: see,
    hashed: () => undefined,
    passed,
  };
}
