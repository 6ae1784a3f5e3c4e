import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FUSE } from '../../build/cli/singleExecutable.mjs';
import { version } from '../../package.json';
import { makeTemporaryFolder, openProject, removeFolder } from '../run/lib/project';
import { projectRoot } from '../support/paths';
import { takeBaseBackup } from './support/baseBackup';
import { TestServer } from './support/testServer';
import { newestMajor } from './support/versions';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const execute = promisify(execFile);
const NAME = 'pg-backup-inspector';

/** Runs a program without a PATH, on which there could be a Node. */
async function run(file: string, args: readonly string[]): Promise<Ended> {
  try {
    const { stdout, stderr } = await execute(file, args, { env: { PATH: '/nonexistent' } });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

describe('The packages of the command line', () => {
  let folder: string;
  let packages: string;
  let server: TestServer;
  let data: string;

  before(async () => {
    folder = await makeTemporaryFolder();
    packages = join(folder, 'packages');
    const { cache } = openProject(projectRoot());
    await execute(
      process.execPath,
      [join(projectRoot(), 'build', 'packageCli.mjs'), '--all', '--outdir', packages],
      {
        env: { ...process.env, PGBI_CACHE: cache },
      },
    );
    server = await TestServer.create(newestMajor());
    ({ data } = await takeBaseBackup(server, join(folder, 'backup')));
  });
  after(async () => {
    await server.destroy();
    await removeFolder(folder);
  });

  it('prove a set from the Debian package, on a PATH without Node', async () => {
    const root = join(folder, 'root');
    await mkdir(join(root, 'var', 'lib', 'dpkg', 'updates'), { recursive: true });
    await mkdir(join(root, 'var', 'lib', 'dpkg', 'info'));
    await writeFile(join(root, 'var', 'lib', 'dpkg', 'status'), '');
    const [file = ''] = (await readdir(packages)).filter((name) => name.endsWith(debianEnding()));
    const options = [`--root=${root}`, '--force-not-root', '--force-depends', '--no-triggers', '-i'];
    await execute('dpkg', [...options, join(packages, file)]);
    const program = join(root, 'usr', 'bin', NAME);
    assert.deepEqual(await run(program, ['--version']), { code: 0, out: `${version}\n`, err: '' });
    // Threads, and threads of threads, run from inside of the executable.
    const proven = await run(program, ['verify', '--files', data]);
    assert.equal(proven.code, 0, proven.err);
    assert.match(proven.out, /✓ restorable/);
    assert.match(
      proven.out,
      /evidence +WAL verified \(every record\) · data directory with all files .* · files match their checksums/,
    );
    assert.equal((await run(program, ['list', join(folder, 'absent')])).code, 2);
    const installed = await execute('dpkg-deb', ['--contents', join(packages, file)]);
    for (const path of ['bash-completion/completions', `doc/${NAME}/copyright`])
      assert.match(installed.stdout, new RegExp(path));
  });

  it('say the same from the npm package', async () => {
    const [file = ''] = (await readdir(packages)).filter((name) => name.endsWith('.tgz'));
    const home = join(folder, 'npm');
    await mkdir(home);
    await execute('npm', [
      'install',
      '--no-audit',
      '--no-fund',
      '--offline',
      '--prefix',
      home,
      join(packages, file),
    ]);
    const { out, code } = await run(process.execPath, [
      join(home, 'node_modules', '.bin', NAME),
      'verify',
      data,
    ]);
    assert.equal(code, 0);
    assert.match(out, /✓ restorable/);
  });

  it('are there for every platform, each with the program inside', async () => {
    const machines = {
      // ELF has the machine in its 19th byte, Mach-O in its fifth.
      [`${NAME}-linux-x64`]: /^7f454c46.{28}3e00/,
      [`${NAME}-linux-arm64`]: /^7f454c46.{28}b700/,
      [`${NAME}-darwin-x64`]: /^cffaedfe07000001/,
      [`${NAME}-win-x64.exe`]: /^4d5a/,
    };
    for (const [name, machine] of Object.entries(machines)) {
      const bytes = await readFile(join(packages, name));
      assert.match(bytes.subarray(0, 32).toString('hex'), machine, name);
      assert.equal(countIn(bytes, `${FUSE}:1`), 1, name);
      // Once to run, and once for its threads.
      assert.ok(countIn(bytes, 'base-files-not-seen') >= 2, name);
    }
  });
});

function debianEnding(): string {
  return process.arch === 'arm64' ? '_arm64.deb' : '_amd64.deb';
}

function countIn(bytes: Buffer, text: string): number {
  let count = 0;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) count++;
  return count;
}
