import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureSystemPackage } from '../../run/lib/systemPackages';
import { runProgram } from './runProgram';

/** Paths of the files of one identity. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority for tests, and the certificates that it signs. */
export class Authority {
  readonly certificate: string;
  readonly #folder: string;
  readonly #openssl: string;

  private constructor(folder: string, openssl: string) {
    this.#folder = folder;
    this.#openssl = openssl;
    this.certificate = join(folder, 'authority.crt');
  }

  static async create(folder: string, name: string): Promise<Authority> {
    const openssl = await ensureSystemPackage('openssl', ['openssl'], 'certificates for tests of TLS');
    const authority = new Authority(folder, openssl);
    const key = join(folder, 'authority.key');
    await authority.#run(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      key,
      '-out',
      authority.certificate,
    );
    return authority;
  }

  /** Signs a server certificate; `names` are subjectAltNames (`DNS:localhost`). */
  async sign(file: string, subject: string, names?: string): Promise<Certificate> {
    const path = (ending: string): string => join(this.#folder, `${file}.${ending}`);
    const key = path('key');
    await this.#run(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      `/CN=${subject}`,
      '-keyout',
      key,
      '-out',
      path('csr'),
    );
    await writeFile(path('ext'), names === undefined ? '' : `subjectAltName=${names}\n`);
    const signer = [
      '-CA',
      this.certificate,
      '-CAkey',
      join(this.#folder, 'authority.key'),
      '-CAcreateserial',
    ];
    await this.#run(
      'x509',
      '-req',
      '-days',
      '2',
      '-in',
      path('csr'),
      ...signer,
      '-extfile',
      path('ext'),
      '-out',
      path('crt'),
    );
    await chmod(key, 0o600);
    return { certificate: path('crt'), key };
  }

  async #run(...args: string[]): Promise<void> {
    await runProgram(this.#openssl, args);
  }
}
