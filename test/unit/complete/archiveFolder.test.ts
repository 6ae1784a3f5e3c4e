import assert from 'node:assert/strict';
import fc from 'fast-check';
import { archiveFolders } from '../../../src/core/backup/archiveFolder';
import type { ArchiveOffer } from '../../../src/vscode/complete/archiveOffer';
import { archiveOffersOf } from '../../../src/vscode/complete/archiveOffer';

describe('the folder of an archive_command', () => {
  it('is found in the ways in which people write it', () => {
    const commands = [
      'cp %p /mnt/archive/%f',
      'cp "%p" "/mnt/archive/%f"',
      'test ! -f /mnt/archive/%f && cp %p /mnt/archive/%f',
      "test ! -f '/mnt/archive/%f' && cp '%p' '/mnt/archive/%f'",
      'gzip < %p > /mnt/archive/%f.gz',
      'gzip -c %p >/mnt/archive/%f.gz',
      'zstd -q %p -o /mnt/archive/%f.zst',
      'rsync -a %p /mnt/archive/%f',
      'rsync -a %p /mnt/archive/',
      'cp -i %p /mnt/archive </dev/null',
      '/usr/bin/rsync -aq %p /mnt/archive',
      'if ! test -f /mnt/archive/%f; then cp %p /mnt/archive/%f; fi',
      'dd if=%p of=/mnt/archive/%f bs=1M',
      'cp %p /mnt/archive/%f.tmp && mv /mnt/archive/%f.tmp /mnt/archive/%f',
      'test ! -f backup_in_progress || (test ! -f /mnt/archive/%f && cp %p /mnt/archive/%f)',
      'cat %p | gzip > /mnt/archive/%f.gz',
      'ssh standby test ! -f /elsewhere/%f; cp %p /mnt/archive/%f',
    ];
    for (const command of commands) {
      assert.deepEqual(archiveFolders(command), ['/mnt/archive'], command);
    }
  });

  it('may have any name, may be several, or start at the data directory', () => {
    assert.deepEqual(archiveFolders(`cp %p "/mnt/wal archive/it's/%f"`), [`/mnt/wal archive/it's`]);
    assert.deepEqual(archiveFolders('cp %p /mnt/100%%/%f'), ['/mnt/100%']);
    assert.deepEqual(archiveFolders(String.raw`cp %p /mnt/a\ b/%f`), ['/mnt/a b']);
    assert.deepEqual(archiveFolders('cp %p /a/%f && cp %p /b/%f'), ['/a', '/b']);
    assert.deepEqual(archiveFolders('cp %p ../archive/%f'), ['../archive']);
    assert.deepEqual(archiveFolders('cp %p ./%f'), ['.']);
  });

  it('of Windows has backslashes', () => {
    assert.deepEqual(archiveFolders(String.raw`copy "%p" "C:\server\wal archive\%f"`, true), [
      String.raw`C:\server\wal archive`,
    ]);
    assert.deepEqual(archiveFolders(String.raw`copy "%p" "\\nas\wal\%f"`, true), [String.raw`\\nas\wal`]);
  });

  it('is unknown where it is elsewhere, or only a shell or another tool knows it', () => {
    for (const command of [
      '',
      'true',
      '/bin/true',
      'scp %p standby:/mnt/archive/%f',
      'rsync -a %p backup@standby:/mnt/archive/%f',
      'rsync -a %p rsync://standby/archive/%f',
      'ssh standby "cat > /mnt/archive/%f" < %p',
      'ssh standby test ! -f /mnt/archive/%f && rsync -a %p standby:/mnt/archive/%f',
      'cp %p $ARCHIVE/%f',
      'cp %p "`date`/%f"',
      'pgbackrest --stanza=main archive-push %p',
      'barman-wal-archive barman main %p',
      'wal-g wal-push %p',
      '/usr/local/bin/archive.sh %p %f',
      "cp %p '/mnt/%p/%f'",
    ]) {
      assert.deepEqual(archiveFolders(command), [], command);
    }
  });

  it('is what was quoted into it', () => {
    const name = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/[/\\%\0]/.test(text));
    fc.assert(
      fc.property(name, (folder) => {
        const quoted = `'/${folder.replaceAll("'", `'\\''`)}/%f'`;
        assert.deepEqual(archiveFolders(`cp %p ${quoted}`), [`/${folder}`]);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), (command, windows) => {
        assert.ok(Array.isArray(archiveFolders(command, windows)));
      }),
    );
  });
});

describe('the folder of an archive_command on this machine', () => {
  it('is offered where it is there, and a network share that the server names is not even looked at', async () => {
    const offers = (command: string): Promise<readonly ArchiveOffer[]> =>
      archiveOffersOf('shop', {
        archiveMode: 'on',
        archiveCommand: { known: true, value: command },
        dataDirectory: { known: true, value: '/srv/data' },
      });
    const here = process.cwd();
    assert.deepEqual(await offers(`cp %p "${here}/%f"`), [{ path: here, connection: 'shop' }]);
    assert.deepEqual(await offers(`cp %p "/${here}/%f"`), []);
  });
});
