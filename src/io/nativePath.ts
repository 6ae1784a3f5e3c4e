import { bytesOfName } from '../core/verify/files/byteNames';

/** The path for the system: as bytes if a name in it is not UTF-8, which core escapes. */
export function nativePath(path: string): string | Buffer {
  const bytes = bytesOfName(path);
  return bytes === undefined ? path : Buffer.from(bytes);
}
