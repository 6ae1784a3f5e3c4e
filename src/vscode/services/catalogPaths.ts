import type { Catalog } from '../../core/model/catalog';

/** Whether the catalog contains `path` or something below it: then its removal matters. */
export function knowsPath(catalog: Catalog, path: string): boolean {
  const below = `${path}/`;
  const hit = (known: string | undefined): boolean =>
    known !== undefined && (known === path || known.startsWith(below));
  return (
    catalog.archives.some((archive) => hit(archive.path)) ||
    catalog.sets.some((set) => hit(set.path) || Object.values(set.files as Record<string, string>).some(hit))
  );
}
