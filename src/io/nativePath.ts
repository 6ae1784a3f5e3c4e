import { bytesOfName } from '../core/verify/files/byteNames';

/** The path as the system takes it: bytes where core escaped some, because a name in it is not UTF-8. */
export function nativePath(path: string): string | Buffer {
  const bytes = bytesOfName(path);
  return bytes === undefined ? path : Buffer.from(bytes);
}
