import { readImportGraph } from '../../../unit/house/support/importGraph';
import { drawFolders } from './drawFolders';
import { folderGraph } from './folderGraph';

/** Path of the picture, relative to the project's directory. */
export const pictureFile = 'docs/images/architecture.svg';

/** The picture of the directories and their imports in the current sources. */
export function architecturePicture(root: string): string {
  return drawFolders(folderGraph(readImportGraph(root, ['src', 'webview'])));
}
