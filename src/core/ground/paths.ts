/** Path arithmetic on text alone; every path in core has `/` between its parts. */

export function joinPath(directory: string, name: string): string {
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

/** The directory that contains `path`; the root contains itself. */
export function parentPath(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return '.';
  if (slash === 0) return '/';
  return path.slice(0, slash);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether `path` is `directory` or below it. */
export function isWithin(path: string, directory: string): boolean {
  if (path === directory) return true;
  return path.startsWith(directory.endsWith('/') ? directory : `${directory}/`);
}

/** `path` and every directory above it, the nearest first; after the last of them '', a key for everything. */
export function selfAndAncestors(path: string): string[] {
  const directories = [path];
  for (let below = path, above = parentPath(path); above !== below; above = parentPath(above)) {
    directories.push(above);
    below = above;
  }
  directories.push('');
  return directories;
}

/**
 * How many steps up from `from` lead to a directory that also contains `to`: 0 if `to` is `from` or below it, 1 for a
 * sibling, and so on.
 */
export function stepsUp(from: string, to: string): number {
  let steps = 0;
  for (let folder = from; !isWithin(to, folder); folder = parentPath(folder)) {
    steps++;
    if (folder === parentPath(folder)) break;
  }
  return steps;
}

/**
 * Whether a name from a list could be outside the directory that the list is about, on POSIX or on Windows. No server and
 * no backup tool writes such names, and they are never opened.
 */
export function leadsOutside(path: string): boolean {
  return path.startsWith('/') || path.includes('\0') || path.split(/[/\\]/).includes('..');
}
