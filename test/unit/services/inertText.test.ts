import assert from 'node:assert/strict';
import { withoutLinks } from '../../../src/vscode/services/inertText';

/** As VS Code finds links in a notification (src/vs/base/common/linkedText.ts). */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

describe('A notification', () => {
  it('has no link, whatever a label, a path or a server says', () => {
    const label = 'nightly [repair now](command:workbench.action.terminal.sendSequence?%7B%7D)';
    assert.match(label, LINK);
    for (const text of [label, '[[a](file:///x)](https://x)', '[a](command:x "title")'])
      assert.doesNotMatch(withoutLinks(text), LINK);
    assert.equal(withoutLinks('base [1] (copy)'), 'base [1] (copy)');
  });
});
