/** What `--help` prints. */
export const HELP = `pg-backup-inspector: find PostgreSQL physical backups, list the WAL that they need, and check whether they can be restored

Usage:
  pg-backup-inspector list PATH...           list backup sets and WAL archives, from file names and first pages
  pg-backup-inspector segments PATH...       list the WAL segments that the sets need, one per line
      --missing                              only missing segments
      --present                              only present segments
  pg-backup-inspector segments START STOP    compute the segments between two WAL locations; no file is read
      --timeline N                           timeline of both locations (default: 1)
      --wal-segment-size BYTES               16777216 or 16MB (default: 16MB)
      --server-version V                     9.2, 15 or 150004 (default: 9.3 or later)
  pg-backup-inspector verify PATH...         read the WAL of sets and archives, to check whether they can be restored
      --level names|headers|records          how much of the WAL to read (default: records)
      --files                                also compare the data files with the backup manifest
  pg-backup-inspector archive PATH...        show timelines, ranges, gaps and recovery windows of archives

PATH is the directory of a set, a label file, a .backup file, an archive, or a directory that contains any of these.

Options for all commands:
  --archive DIR                additional directory with WAL and history files (repeatable)
  --wal-segment-size BYTES     WAL segment size, if the files do not contain it
  --server-version V           server version, if the files do not contain it
  --json                       print a report as JSON (docs/report.md describes it)
  -q, --quiet                  print only what is wrong (segments: only the names)
  -h, --help                   print this help
  -V, --version                print the version

Exit codes:
  0   nothing missing or wrong was found: every set is restorable, or complete if not all records were read
  1   something is incomplete or damaged
  2   wrong usage, or a path that cannot be read
  3   nothing is wrong, but something cannot be determined, or no backup or archive was found
`;
