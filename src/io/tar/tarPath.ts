import { isUtf8 } from 'node:buffer';
import { nameOfBytes } from '../../core/verify/files/byteNames';

/**
 * A member's path as core writes it: without `./`, a leading `/` and a `/` at its end; '' for the root of the tar.
 * Undefined if it would lead out of the tar or contains a NUL: such a member is never opened.
 */
export function memberPath(name: string): string | undefined {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || name.includes('\0')) return undefined;
  return parts.join('/');
}

/** The bytes of a name up to its NUL as text; bytes that are not UTF-8 are escaped as in names of manifests. */
export function textOfName(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const name = end < 0 ? bytes : bytes.subarray(0, end);
  return isUtf8(name) ? Buffer.from(name.buffer, name.byteOffset, name.length).toString() : nameOfBytes(name);
}
