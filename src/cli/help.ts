/** What `--help` prints. */
export const HELP = `pg-backup-inspector: which PostgreSQL physical backups are there, which WAL each of them needs, and would a restore succeed?

Usage:
  pg-backup-inspector list PATH...           backup sets and WAL archives below the paths, by names and first pages
  pg-backup-inspector segments PATH...       the WAL segments that the sets there need, one a line
      --missing                              only those that are missing
      --present                              only those that are there
  pg-backup-inspector segments START STOP    the segments between two WAL locations, from arithmetic alone
      --timeline N                           timeline of both (1 when not given)
      --wal-segment-size BYTES               16777216 or 16MB; 16MB when not given
      --server-version V                     9.2, 15, 150004; 9.3 or later when not given
  pg-backup-inspector verify PATH...         read the WAL of the sets and archives there: can they be restored?
      --level names|headers|records          how much of the WAL to read (records when not given)
      --files                                compare the data files with the backup manifest, too
  pg-backup-inspector archive PATH...        timelines, ranges, gaps and recovery windows of archives

PATH is a set's folder, a label file, a .backup file, an archive, or a folder above any of these.

Options of every command:
  --archive DIR                another place where WAL and history files lie; repeatable
  --wal-segment-size BYTES     for files that do not tell it themselves
  --server-version V           for files that do not tell it themselves
  --json                       print a report as JSON (see docs/report.md for its form)
  -q, --quiet                  print only what is wrong
  -h, --help                   print this
  -V, --version                print the version

Exit code:
  0   every set is restorable; where less than records were read, complete: nothing is missing or wrong so far
  1   something is incomplete or damaged
  2   wrong usage, or a path that cannot be read
  3   nothing is wrong, but something cannot be determined
`;
