import { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from 'node:tls';
import { isOpenToOthers, readTextIfThere } from './libpqFiles/clientFiles';
import type { ConnectionTarget, Endpoint, SslMode } from './connectionSpec';
import { isSocketFolder } from './endpoints';
import { configuration } from './settings';

/** Whether to try with TLS, in the order of the attempts: `prefer` and `allow` try the other way as well. */
export function tlsAttempts(mode: SslMode, endpoint: Endpoint): readonly boolean[] {
  // libpq never uses TLS on a Unix socket.
  if (isSocketFolder(endpoint.host) || mode === 'disable') return [false];
  if (mode === 'allow') return [false, true];
  return mode === 'prefer' ? [true, false] : [true];
}

/**
 * The options with which Node's TLS judges a server as libpq does: if a file of authorities exists the chain is checked
 * in every mode, otherwise it is not; only verify-full compares the host's name (fe-secure-openssl.c, initialize_SSL).
 */
export async function tlsOptions(target: ConnectionTarget, endpoint: Endpoint): Promise<ConnectionOptions> {
  const { ca, checked } = await authorities(target);
  return {
    ...(ca === undefined ? {} : { ca }),
    rejectUnauthorized: checked,
    checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
      target.sslmode === 'verify-full' ? checkServerIdentity(endpoint.host, certificate) : undefined,
    ...(await clientCertificate(target)),
  };
}

async function authorities({
  sslmode,
  sslrootcert,
}: ConnectionTarget): Promise<{ readonly ca?: string; readonly checked: boolean }> {
  if (sslrootcert === 'system') return { checked: true };
  const text = await readTextIfThere(sslrootcert, 'root certificate file');
  if (text !== undefined) return { ca: text, checked: true };
  if (sslmode !== 'verify-ca' && sslmode !== 'verify-full') return { checked: false };
  throw configuration(
    `The root certificate file ${sslrootcert} does not exist, and sslmode=${sslmode} needs one.`,
    'Set sslrootcert to the file with the certificate of the authority that signed the server’s certificate, or to “system”.',
  );
}

async function clientCertificate(target: ConnectionTarget): Promise<{ cert?: string; key?: string }> {
  const cert = await readTextIfThere(target.sslcert, 'client certificate');
  if (cert === undefined) return {};
  const key = await readTextIfThere(target.sslkey, 'key of the client certificate');
  if (key === undefined) {
    const message = `The client certificate ${target.sslcert} has no key: ${target.sslkey} does not exist.`;
    throw configuration(message, 'Set sslkey to the file with its private key.');
  }
  if (await isOpenToOthers(target.sslkey)) {
    const message = `The key ${target.sslkey} of the client certificate is not used, because others may read it.`;
    throw configuration(message, `Correct this with: chmod 0600 ${target.sslkey}`);
  }
  return { cert, key };
}
