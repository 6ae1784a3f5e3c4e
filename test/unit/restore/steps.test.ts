import assert from 'node:assert/strict';
import type { BackupSet } from '../../../src/core/model/backupSet';
import type { RestoreFacts } from '../../../src/core/restore/steps/facts';
import { type ChosenPath, restoreSteps } from '../../../src/core/restore/steps/steps';
import { stepsText } from '../../../src/core/restore/steps/stepsText';
import type { RestoreSteps, RecoveryTarget } from '../../../src/core/restore/types';
import { archive, backup, run } from './world';
import { dataJudgedAs } from '../../support/judgedAs';

const ARCHIVE = {
  path: '/wal',
  layout: 'wal-directory',
  suffixes: [''],
  sharded: false,
  summed: false,
} as const;

function facts(set: BackupSet, more: Partial<RestoreFacts> = {}): RestoreFacts {
  return {
    set,
    chain: [],
    archives: [ARCHIVE],
    histories: [2, 3],
    ownWal: undefined,
    tablespaces: [],
    tars: [],
    links: [],
    ...more,
  };
}

function way(target: RecoveryTarget, timeline = 1): ChosenPath {
  return { target, timeline, proven: true, wal: { count: 0, bytes: '0', ranges: [], extent: 'exact' } };
}

const scriptOf = ({ steps }: RestoreSteps): string => steps.flatMap(({ commands }) => commands).join('\n');
/** The lines that the script writes to a file. */
const written = (steps: RestoreSteps, file: string): string[] =>
  new RegExp(`cat > "\\$data/${file}" <<'END_OF_FILE'\\n([^]*?)\\nEND_OF_FILE`)
    .exec(scriptOf(steps))?.[1]
    ?.split('\n')
    .filter((line) => !line.startsWith('#')) ?? [];
/** The settings of recovery, in the file of that version. */
const settingsOf = (steps: RestoreSteps): string[] => {
  const old = written(steps, 'recovery.conf');
  if (old.length > 0) return old;
  const all = written(steps, 'postgresql.conf');
  return all.slice(all.findIndex((line) => line.startsWith('restore_command')));
};
const of = (versionNum: number, target?: RecoveryTarget, more: Partial<RestoreFacts> = {}) =>
  restoreSteps(
    facts(backup('nightly', 2, 3, { versionNum }), more),
    target === undefined ? undefined : way(target),
  );

const TIME: RecoveryTarget = {
  kind: 'time',
  time: '2026-11-25 13:03:00.000000 UTC',
  zone: 'UTC',
  zoneAssumed: false,
};
const COMMAND = `restore_command = 'sh restore_wal.sh %f "%p"'`;

describe('restoreSteps', () => {
  it('make the directories of tablespaces that the WAL creates, and no others there', () => {
    const script = scriptOf(of(150000, undefined, { createdTablespaces: ["/srv/it's"] }));
    const quoted = "'/srv/it'\\''s'";
    assert.ok(script.includes(`for directory in "$data" ${quoted}; do`));
    assert.ok(script.includes('is not empty: choose another place'));
    assert.ok(!scriptOf(of(150000)).includes('/srv/'));
  });

  it('write recovery.conf up to 11, with what each version knows', () => {
    assert.deepEqual(settingsOf(of(90200, TIME)), [
      COMMAND,
      "recovery_target_time = '2026-11-25 13:03:00.000000+00'",
      "recovery_target_inclusive = 'on'",
      "recovery_target_timeline = '1'",
      "pause_at_recovery_target = 'false'",
    ]);
    assert.deepEqual(settingsOf(of(90600, { kind: 'name', name: "it's \\ %" })), [
      COMMAND,
      "recovery_target_name = 'it''s \\\\ %'",
      "recovery_target_timeline = '1'",
      "recovery_target_action = 'promote'",
    ]);
    assert.deepEqual(settingsOf(of(110000, { kind: 'lsn', lsn: '0/300000' })).slice(1), [
      "recovery_target_lsn = '0/300000'",
      "recovery_target_inclusive = 'on'",
      "recovery_target_timeline = '1'",
      "recovery_target_action = 'pause'",
    ]);
    for (const version of [90200, 90600, 110000]) {
      const script = scriptOf(of(version, TIME));
      assert.match(script, /cat > "\$data\/recovery\.conf"/);
      assert.doesNotMatch(script, /: > "\$data\/recovery\.signal"/);
    }
  });

  it('write a whole configuration, with what each version knows', () => {
    assert.deepEqual(written(of(90200), 'postgresql.conf'), [
      "listen_addresses = 'localhost'",
      "archive_mode = 'off'",
      "lc_messages = 'C'",
      'max_prepared_transactions = 200',
    ]);
    const ten = written(of(100000), 'postgresql.conf');
    assert.ok(ten.includes("hot_standby = 'on'") && ten.includes('max_logical_replication_workers = 0'));
    assert.match(scriptOf(of(90200)), /unix_socket_directory = '%s'/);
    assert.match(scriptOf(of(90300)), /unix_socket_directories = '\\"%s\\"'/);
    assert.ok(!settingsOf(of(140000, TIME)).some((line) => line.includes('prefetch')));
    assert.ok(settingsOf(of(150000, TIME)).includes("recovery_prefetch = 'off'"));
    assert.ok(!settingsOf(of(150000, { kind: 'end' })).some((line) => line.includes('prefetch')));
    for (const version of [90200, 90600, 110000, 120000, 180000]) {
      const script = scriptOf(of(version));
      // Nothing of the copied configuration stays in force, and no file of it is written to.
      assert.match(script, /for file in postgresql\.conf postgresql\.auto\.conf pg_hba\.conf/);
      assert.doesNotMatch(script, /auto\.conf" <</);
    }
  });

  it('give a hot standby what the original server had, and keep its commit timestamps', () => {
    const limits = {
      maxConnections: 2000,
      maxWorkerProcesses: 8,
      maxWalSenders: 100,
      maxPreparedTransactions: 0,
      maxLocksPerTransaction: 1024,
      trackCommitTimestamp: true,
    };
    const set = backup('nightly', 2, 3, { control: { limits } as BackupSet['control'] });
    const lines = written(restoreSteps(facts(set)), 'postgresql.conf');
    for (const line of [
      'max_connections = 2000',
      'max_worker_processes = 64',
      'max_wal_senders = 100',
      'max_prepared_transactions = 200',
      'max_locks_per_transaction = 1024',
      "track_commit_timestamp = 'on'",
    ])
      assert.ok(lines.includes(line), line);
  });

  it('use recovery.signal and ordinary settings from 12 on', () => {
    const steps = of(120000, { kind: 'immediate' });
    assert.deepEqual(settingsOf(steps).slice(1, 4), [
      "recovery_target = 'immediate'",
      "recovery_target_timeline = '1'",
      "recovery_target_action = 'pause'",
    ]);
    assert.match(scriptOf(steps), /: > "\$data\/recovery\.signal"/);
    assert.doesNotMatch(scriptOf(steps), /cat >+ "\$data\/recovery\.conf"/);
  });

  it('end at the end of the backup where nothing else is asked for, which 9.2 cannot be told', () => {
    assert.ok(settingsOf(of(90400)).includes("recovery_target = 'immediate'"));
    const old = of(90200);
    assert.ok(!settingsOf(old).some((line) => line.startsWith('recovery_target =')));
    assert.ok(old.warnings.some((text) => text.includes('Before 9.4')));
  });

  it('name the WAL directory and the functions as the version does', () => {
    assert.match(scriptOf(of(90600)), /wal="\$data\/pg_xlog"[^]*pg_last_xlog_replay_location/);
    assert.match(scriptOf(of(100000)), /wal="\$data\/pg_wal"[^]*pg_last_wal_replay_lsn/);
  });

  it('keep the WAL of a set that has no archive, and let it begin a new timeline', () => {
    const own = archive([run(1, 1, 9)], { path: '/backup/nightly/pg_wal', layout: 'pg-wal' });
    const steps = of(150000, undefined, { archives: [], ownWal: own });
    assert.deepEqual(settingsOf(steps), [
      "restore_command = 'false'",
      "recovery_target_timeline = 'current'",
    ]);
    assert.match(scriptOf(steps), /\$0 >= "000000010000000000000002" && \$0 <= "000000010000000000000003"/);
    assert.doesNotMatch(scriptOf(steps), /find "\$wal" -mindepth 1 -type f -delete/);
    assert.ok(
      steps.steps.some(({ text }) =>
        text.some((one) => one.includes('write different WAL under the names of the original server')),
      ),
    );
  });

  it('unpack tar files, the data directory first', () => {
    const files = { label: '/t/backup_label' };
    const tars = [
      { role: 'tablespace', path: '/t/16400.tar.gz', suffix: '.gz', oid: '16400' },
      { role: 'base', path: '/t/base.tar.gz', suffix: '.gz' },
      { role: 'wal', path: '/t/pg_wal.tar', suffix: '' },
    ] as const;
    const set = backup('tar', 2, 3, { files, layout: 'basebackup-tar' });
    const spaces = [{ oid: '16400', target: '/space', source: undefined, leadsToServer: false }];
    const steps = restoreSteps(facts(set, { tars, tablespaces: spaces, archives: [] }));
    const unpack = steps.steps.find(({ title }) => title === 'Unpack the backup')?.commands;
    assert.deepEqual(unpack?.slice(0, 3), [
      `gzip -dc < '/t/base.tar.gz' | tar -xpf - -C "$data"`,
      `gzip -dc < '/t/16400.tar.gz' | tar -xpf - -C "$tablespace_16400"`,
      `mkdir -p "$wal"; tar -xpf '/t/pg_wal.tar' -C "$wal"`,
    ]);
    const script = scriptOf(steps);
    assert.match(script, /printf '%s %s\\n' 16400 "\$tablespace_16400" \| sed/);
    assert.match(script, /for program in pg_ctl tar gzip;/);
  });

  it('combine an incremental backup with its chain', () => {
    const full = backup('full', 1, 1);
    const steps = of(170000, undefined, {
      set: backup('inc', 2, 3, { kind: 'incremental', versionNum: 170000 }),
      chain: [full],
    });
    assert.match(
      scriptOf(steps),
      /pg_combinebackup --output="\$data" \\\n {2}'\/backup\/full' \\\n {2}'\/backup\/inc'/,
    );
    const broken = of(170000, undefined, { chain: undefined });
    assert.deepEqual(broken.steps, []);
  });

  it('unpack the backups of a chain that are in tars before they combine them', () => {
    const base = (path: string) => ({ role: 'base', path, suffix: '.zst' }) as const;
    const files = { label: '/t/inc/base.tar/backup_label', manifest: '/t/inc/backup_manifest' };
    const set = backup('inc', 2, 3, {
      kind: 'incremental',
      versionNum: 170000,
      layout: 'basebackup-tar',
      files,
    });
    const space = { role: 'tablespace', path: '/t/inc/16400.tar', suffix: '', oid: '16400' } as const;
    const steps = restoreSteps(
      facts(set, {
        chain: [backup('full', 1, 1)],
        chainTars: [[]],
        tars: [base('/t/inc/base.tar.zst'), space],
        tablespaces: [{ oid: '16400', target: '/space', source: undefined, leadsToServer: false }],
      }),
    );
    const script = scriptOf(steps);
    assert.match(script, /^zstd -dc < '\/t\/inc\/base\.tar\.zst' \| tar -xpf - -C "\$data\.unpacked\/2"$/m);
    // Its links lead to the server's tablespaces.
    assert.match(script, /^find "\$data\.unpacked\/2"\/pg_tblspc -mindepth 1 -type l -delete$/m);
    assert.match(script, /^tar -xpf '\/t\/inc\/16400\.tar' -C "\$data\.unpacked\/2"\/pg_tblspc\/16400$/m);
    assert.match(script, /^cp '\/t\/inc\/backup_manifest' "\$data\.unpacked\/2"\/$/m);
    assert.match(script, /--output="\$data" \\\n {2}'\/backup\/full' \\\n {2}"\$data\.unpacked\/2"\n/);
    assert.match(script, /^mv "\$data\/pg_tblspc\/16400"\/PG_\* "\$tablespace_16400"\/$/m);
    assert.match(script, /for program in pg_ctl pg_combinebackup tar zstd;/);
  });

  it('write nothing with a path that cannot be pasted, and no place that pg_ctl cannot take', () => {
    const odd = restoreSteps(facts(backup('a\nrm -rf ~', 2, 3)));
    assert.deepEqual(odd.steps, []);
    assert.match(odd.warnings[0] ?? '', /No command can be written for it/);
    const set = backup('nightly', 2, 3);
    assert.deepEqual(restoreSteps(facts(set), undefined, { dataDirectory: '/x"y' }).steps, []);
  });

  it('remove a recovery.conf that stops the server, and say so', () => {
    const refused = backup('a', 2, 3, {
      ...dataJudgedAs('damaged'),
      findings: [{ code: 'refused-configuration', severity: 'error', args: { reason: 'recovery-conf' } }],
    });
    const { warnings: told, steps } = restoreSteps(facts(refused));
    assert.match(told.join('\n'), /it contains a recovery\.conf\. The steps remove that file/);
    // Its findings mention nothing else, and its WAL is known exactly.
    assert.doesNotMatch(told.join('\n'), /tablespaces are in/);
    assert.match(steps.flatMap(({ commands }) => commands).join('\n'), /for file in .* recovery\.conf/);
  });

  it('warn of sets that are not proven, not whole, or of a copy beside the living server', () => {
    const warnings = (verdict: BackupSet['verdict']): string =>
      restoreSteps(facts(backup('a', 2, 3, { verdict }))).warnings.join('\n');
    assert.match(warnings('complete'), /Verify first/);
    assert.match(warnings('damaged'), /This set is damaged/);
    assert.match(warnings('restorable'), /^If the original server is still running/);
  });

  it('leave it to the tool where only that can read the files', () => {
    const files = { manifest: '/repo/backup/main/20261125-010000F/backup.manifest' };
    const set = backup('20261125-010000F', 2, 3, {
      files,
      layout: 'pgbackrest',
      path: '/repo/backup/main/20261125-010000F',
    });
    assert.match(scriptOf(restoreSteps(facts(set))), /pgbackrest --stanza='main' --set='20261125-010000F'/);
  });
});

describe('stepsText', () => {
  it('is a script whose comments nothing can leave, and optional commands stay comments', () => {
    const hostile = backup('nightly', 2, 3, { label: 'x\nrm -rf / \u2028 $(id)' });
    const text = stepsText(restoreSteps(facts(hostile)));
    for (const line of text.split('\n').filter((one) => one.includes('rm -rf /'))) assert.match(line, /^#/);
    assert.match(text, /^# 1\. Set the paths$/m);
    assert.match(text, /^#    \$ psql /m);
    assert.match(text, /^as_owner pg_ctl start /m);
    // All but the paths is in a subshell, which an error ends; what is for later is after it.
    assert.match(text, /^sockets=.*\n\n\(\n# 2\. Check first$/m);
    assert.match(text, /\n\)\n\n# \d+\. Look at the result\n/);
    assert.doesNotMatch(text.slice(text.indexOf('\n)\n') + 3), /^[^#\n]/m);
  });

  it('tell pg_combinebackup where a linked tablespace goes, as it reads the place', () => {
    const space = { oid: '16384', target: undefined, source: '/x', leadsToServer: false };
    const tablespaces = [{ ...space, linkedTo: '/space/a=b\\c' }];
    const set = backup('incr', 2, 3, { versionNum: 170000, kind: 'incremental' });
    const steps = restoreSteps(facts(set, { tablespaces, chain: [backup('full', 1, 2)] }), undefined);
    const mapping = /--tablespace-mapping=(.*)="\$tablespace_16384"/.exec(scriptOf(steps))?.[1];
    assert.equal(mapping, "'/space/a\\=b\\c'");
  });
});
