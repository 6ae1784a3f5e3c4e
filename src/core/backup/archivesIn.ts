/** Whether a server with this role archives WAL by itself: a standby only with `always` (9.5 and later). */
export function archivesIn(archiveMode: string, role: 'primary' | 'standby'): boolean {
  return archiveMode === 'always' || (archiveMode === 'on' && role === 'primary');
}
