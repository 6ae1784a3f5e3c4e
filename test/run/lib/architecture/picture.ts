import { readImportGraph } from '../../../unit/house/support/importGraph';
import { drawFolders } from './drawFolders';
import { folderGraph } from './folderGraph';

/** Where the picture is, relative to the project's folder. */
export const pictureFile = 'docs/images/architecture.svg';

/** The picture of the folders and their imports, as the sources are now. */
export function architecturePicture(root: string): string {
  return drawFolders(folderGraph(readImportGraph(root, ['src', 'webview'])));
}
