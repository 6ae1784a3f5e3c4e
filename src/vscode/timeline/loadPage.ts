import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { timelinePage } from './html';
import { timelineMessages } from './timelineMessages';

/** Gives a panel its icon and its page, which may load files of the webview's bundles only. */
export function loadPage(panel: vscode.WebviewPanel, dist: vscode.Uri): void {
  const { webview } = panel;
  const media = vscode.Uri.joinPath(dist, '..', 'media');
  panel.iconPath = {
    light: vscode.Uri.joinPath(media, 'timeline-light.svg'),
    dark: vscode.Uri.joinPath(media, 'timeline-dark.svg'),
  };
  const bundles = vscode.Uri.joinPath(dist, 'webview');
  webview.options = { enableScripts: true, localResourceRoots: [bundles] };
  const address = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(bundles, name)).toString();
  const resources = {
    cspSource: webview.cspSource,
    script: address('timeline.js'),
    style: address('timeline.css'),
    kit: address('ui.js'),
  };
  webview.html = timelinePage(resources, randomBytes(16).toString('base64url'), timelineMessages.title());
}
