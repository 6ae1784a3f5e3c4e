import type { Catalog } from '../../core/model/catalog';

/** Whether the catalogue speaks of `path` or of something below it: then its disappearing matters. */
export function knowsPath(catalog: Catalog, path: string): boolean {
  const below = `${path}/`;
  const hit = (known: string | undefined): boolean =>
    known !== undefined && (known === path || known.startsWith(below));
  return (
    catalog.archives.some((archive) => hit(archive.path)) ||
    catalog.sets.some((set) => hit(set.path) || Object.values(set.files as Record<string, string>).some(hit))
  );
}
