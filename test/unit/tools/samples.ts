import { createHash } from 'node:crypto';

/** As Barman 3.4 writes it, with a tablespace. */
export const BARMAN_INFO = `backup_label='START WAL LOCATION: 0/E00028 (file 00000001000000000000000E)\\nCHECKPOINT LOCATION: 0/E00060\\nBACKUP METHOD: streamed\\nBACKUP FROM: primary\\nSTART TIME: 2026-11-25 13:19:42 UTC\\nLABEL: pg_basebackup base backup\\nSTART TIMELINE: 1\\n'
begin_offset=40
begin_time=2026-11-25 13:19:42.042291+00:00
begin_wal=00000001000000000000000E
begin_xlog=0/E00028
compression=None
copy_stats={'copy_time': 1.287208, 'total_time': 1.287208}
end_offset=0
end_time=2026-11-25 13:19:43.342797+00:00
end_wal=00000001000000000000000E
end_xlog=0/F00000
error=None
mode=postgres
server_name=srv
status=DONE
systemid=7712098122039542313
tablespaces=[('space', 16400, '/spaces/one')]
timeline=1
version=150018
xlog_segment_size=1048576
`;

/** A stanza with a full and a differential backup, as pgBackRest 2.45 writes it, but for the checksum. */
export const PGBACKREST_INFO = `[backrest]
backrest-format=5
backrest-version="2.45"

[backup:current]
20261125-131934F={"backrest-format":5,"backup-archive-start":"000000010000000000000007","backup-archive-stop":"000000010000000000000008","backup-error":false,"backup-lsn-start":"0/700028","backup-lsn-stop":"0/800050","backup-timestamp-start":1795612774,"backup-timestamp-stop":1795612777,"backup-type":"full","db-id":1}
20261125-131934F_20261125-131937D={"backrest-format":5,"backup-archive-start":"000000010000000000000009","backup-archive-stop":"00000001000000000000000A","backup-error":false,"backup-lsn-start":"0/900028","backup-lsn-stop":"0/A00050","backup-prior":"20261125-131934F","backup-reference":["20261125-131934F"],"backup-timestamp-start":1795612777,"backup-timestamp-stop":1795612779,"backup-type":"diff","db-id":1}

[db]
db-id=1
db-system-id=7712098122039542313
db-version="15"

[db:history]
1={"db-system-id":7712098122039542313,"db-version":"15"}
`;

/** Adds the checksum that pgBackRest would. */
export function pgbackrestFile(text: string): string {
  const sections = text
    .split(/^\[/m)
    .slice(1)
    .map((section) => {
      const [head = '', ...lines] = section.split('\n');
      const values = lines.filter((line) => line !== '').map((line) => line.replace(/^([^=]+)=/, '"$1":'));
      return `"${head.slice(0, -1)}":{${values.join(',')}}`;
    });
  const sum = createHash('sha1')
    .update(`{${sections.join(',')}}`)
    .digest('hex');
  return `${text}\n[backrest]\nbackrest-checksum="${sum}"\n`;
}

/** Version 2, of a delta, with locations that a double cannot represent. */
export const SENTINEL = `{"Version":2,"LSN":18014398509481985,"FinishLSN":18014398526259200,"PgVersion":150018,"SystemIdentifier":18446744073709551615,"DeltaLSN":18014398509481000,"DeltaFrom":"base_0000000200000000000000FA","DeltaFullName":"base_0000000200000000000000FA","DeltaCount":1,"UserData":{"a":[1,null]},"StartTime":"2026-11-25T01:02:03.123456789Z","FinishTime":"2026-11-25T01:03:03Z","IsPermanent":false}
`;

export const PGMONETA_INFO = `PGMONETA_VERSION=0.20.0
STATUS=1
LABEL=20261125131942
WAL=00000001000000000000000E
MAJOR_VERSION=15
MINOR_VERSION=18
KEEP=0
TABLESPACES=0
COMPRESSION=0
ENCRYPTION=0
START_WALPOS=0/E00028
END_WALPOS=0/E00100
CHKPT_WALPOS=0/E00060
START_TIMELINE=1
END_TIMELINE=1
TYPE=0
`;

export const PROBACKUP_CONTROL = `#Configuration
backup-mode = PAGE
stream = true
compress-alg = none

#Compatibility
block-size = 8192
xlog-block-size = 8192
checksum-version = 0
program-version = 2.5.12
server-version = 15

#Result backup info
timelineid = 1
start-lsn = 0/3000028
stop-lsn = 0/3000130
start-time = '2026-11-25 13:19:42+00'
end-time = '2026-11-25 13:19:46+00'
status = OK
parent-backup-id = 'QO8RU1'
`;
