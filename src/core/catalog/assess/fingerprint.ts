import { type FileFacts, type FileTree, isFailure, type ReadFailure } from '../../ground/ports';
import type { SetFiles } from '../../model/backupSet';

const PRIME = 0x01000193;

/**
 * Shows whether a set's files are still those that were read: two 32-bit FNV-1a hashes over names, sizes and
 * modification times. It guards a cache, not against forgery: anyone who can write the files can also set their times.
 */
export class Fingerprint {
  #low = 0x811c9dc5;
  #high = 0x5bd1e995;

  add(text: string): void {
    for (let i = 0; i <= text.length; i++) {
      // The end of a text counts too, so that two texts differ from both joined.
      const code = i < text.length ? text.charCodeAt(i) : 0x1ffff;
      this.#low = Math.imul(this.#low ^ code, PRIME);
      this.#high = Math.imul(this.#high ^ (code + i), PRIME);
    }
  }

  get text(): string {
    return [this.#high, this.#low].map((part) => (part >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

/** Size and modification time of one file, as text. */
export function stampOf(facts: FileFacts | ReadFailure): string {
  return isFailure(facts) ? facts.code : `${facts.size}@${facts.modified}`;
}

/** Adds the files that belong to a set. */
export async function addSetFiles(tree: FileTree, fingerprint: Fingerprint, files: SetFiles): Promise<void> {
  const { label, history, manifest, control, tablespaceMap, toolMetadata } = files;
  for (const file of [label, history, manifest, control, tablespaceMap, toolMetadata]) {
    if (file !== undefined) fingerprint.add(`${file} ${stampOf(await tree.stat(file))}`);
  }
}
