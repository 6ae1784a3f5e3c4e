import * as vscode from 'vscode';
import { withoutLinks } from './inertText';

/** Shows the progress of work. */
export type Progress = vscode.Progress<{ readonly message?: string; readonly increment?: number }>;

/** Shows a notification with progress while something is done. Its button aborts the signal. */
export async function cancelableProgress<T>(
  title: string,
  work: (signal: AbortSignal, progress: Progress) => Promise<T>,
): Promise<T> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: withoutLinks(title),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    const listening = token.onCancellationRequested(() => {
      abort.abort();
    });
    try {
      return await work(abort.signal, progress);
    } finally {
      listening.dispose();
    }
  });
}

/** Takes the bytes that were read, and shows their share of the total. */
export function progressOfBytes(progress: Progress, total: number): (bytes: number) => void {
  return (bytes) => {
    if (total > 0) progress.report({ increment: (bytes / total) * 100 });
  };
}
