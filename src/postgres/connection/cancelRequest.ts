import { connect } from 'node:net';
import { join } from 'node:path';
import type { Endpoint } from './connectionSpec';
import { isSocketFolder } from './endpoints';

const CANCEL_CODE = 80877102;
const LIMIT_MS = 5_000;

/** The key with which a session's statements can be canceled. */
export interface CancelKey {
  readonly pid: number;
  readonly secret: number;
}

/**
 * Asks the server to cancel a session's statement (protocol: CancelRequest), without TLS, like libpq up to 16. The
 * server does not answer, so there is no result: whether it worked shows in the session.
 */
export function requestCancel(endpoint: Endpoint, key: CancelKey): Promise<void> {
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(CANCEL_CODE, 4);
  request.writeInt32BE(key.pid, 8);
  request.writeInt32BE(key.secret, 12);
  return new Promise((resolve) => {
    const { host, address, port } = endpoint;
    const socket = isSocketFolder(host)
      ? connect(join(host, `.s.PGSQL.${port}`))
      : connect(port, address ?? host);
    socket.setTimeout(LIMIT_MS, () => socket.destroy());
    socket.once('connect', () => socket.end(request));
    // An error is followed by close; the caller has a deadline for the session.
    socket.on('error', () => undefined);
    socket.on('data', () => undefined);
    socket.once('close', () => {
      resolve();
    });
  });
}
