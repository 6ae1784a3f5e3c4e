import type { Session } from '../connection/session';

/** Server settings by name with their values in `pg_settings`; those that a role may not see are absent. */
export type ServerSettings = ReadonlyMap<string, { readonly value: string; readonly unit: string }>;

const NAMES = [
  'archive_command',
  'archive_library',
  'archive_mode',
  'data_directory',
  'full_page_writes',
  'wal_keep_segments',
  'wal_keep_size',
  'wal_level',
  'wal_segment_size',
] as const;

export type SettingName = (typeof NAMES)[number];

const BLOCK_8K = 8192;

export async function readSettings(session: Session, signal: AbortSignal): Promise<ServerSettings> {
  const names = NAMES.map((name) => `'${name}'`).join(', ');
  const rows = await session.query<'name' | 'setting' | 'unit'>(
    `SELECT name, setting, unit FROM pg_catalog.pg_settings WHERE name IN (${names})`,
    [],
    { signal, doing: 'Reading the settings' },
  );
  return new Map(
    rows.map(({ name, setting, unit }) => [name ?? '', { value: setting ?? '', unit: unit ?? '' }]),
  );
}

export function settingOf(settings: ServerSettings, name: SettingName): string | undefined {
  return settings.get(name)?.value;
}

/** Bytes of one WAL segment: up to 10 the setting counts blocks of 8 kB, from 11 on bytes. */
export function segmentSizeOf(settings: ServerSettings): number {
  const setting = settings.get('wal_segment_size');
  if (setting === undefined) return 16 * 1024 * 1024;
  return Number(setting.value) * (setting.unit === '8kB' ? BLOCK_8K : 1);
}

/** Bytes of old WAL that are always kept: wal_keep_segments (up to 12, a count) or wal_keep_size (MB). */
export function walKeepBytesOf(settings: ServerSettings): number {
  const megabytes = settings.get('wal_keep_size');
  if (megabytes !== undefined) return Number(megabytes.value) * 1024 * 1024;
  return Number(settings.get('wal_keep_segments')?.value ?? 0) * segmentSizeOf(settings);
}
