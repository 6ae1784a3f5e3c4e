import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LabelHost, saveLabel } from '../../../src/engine/backup/saveLabel';
import { temporaryFolder } from '../io/temporary';
import { startedOf } from '../servers/support/facts';
import { LABEL } from '../servers/support/stopResult';

const BYTES = new TextEncoder().encode(LABEL);

describe('saving the label of a stopped backup', () => {
  const folder = temporaryFolder();

  function hostWith(place: string | undefined, isTheCopy = false): LabelHost & { readonly asked: string[] } {
    const asked: string[] = [];
    return {
      asked,
      directoryOfCopy: () => {
        asked.push('place');
        return Promise.resolve(place);
      },
      isTheCopy: (path) => {
        asked.push(path);
        return Promise.resolve(isTheCopy);
      },
    };
  }

  function copy(): string {
    const path = join(folder.path, 'copy');
    mkdirSync(path, { recursive: true });
    return path;
  }

  it('asks for the copy only if it is unknown, and about it only if it is no data directory', async () => {
    const path = copy();
    writeFileSync(join(path, 'PG_VERSION'), '15\n');
    const host = hostWith(path);
    const asked = await saveLabel(host, undefined, { labelFile: BYTES });
    assert.deepEqual(asked, {
      saved: { kind: 'saved', folder: path, names: ['backup_label'] },
      folder: path,
    });
    assert.deepEqual([host.asked, readFileSync(join(path, 'backup_label'), 'utf8')], [['place'], LABEL]);
    const again = await saveLabel(host, path, { labelFile: BYTES });
    assert.deepEqual([again.saved.kind, host.asked], ['saved', ['place']]);
  });

  it('writes nothing where the user says that it is not the copy, or nowhere', async () => {
    const path = copy();
    const refused = await saveLabel(hostWith(undefined), path, { labelFile: BYTES });
    assert.deepEqual(refused, {
      saved: { kind: 'not-saved', why: { kind: 'not-the-copy', folder: path } },
      folder: undefined,
    });
    const nowhere = await saveLabel(hostWith(undefined), undefined, { labelFile: BYTES });
    assert.deepEqual(nowhere.saved, { kind: 'not-saved', why: { kind: 'place-unknown' } });
    const wanted = await saveLabel(hostWith(undefined, true), path, { labelFile: BYTES });
    assert.equal(wanted.saved.kind, 'saved');
  });

  it('looks for a label that only the server had', async () => {
    const path = copy();
    const started = startedOf();
    const look = async (known?: string) => (await saveLabel(hostWith(undefined), known, {}, started)).saved;
    assert.deepEqual(await look(), { kind: 'not-looked-for' });
    assert.deepEqual(await look(path), { kind: 'not-saved', why: { kind: 'absent', folder: path } });
    writeFileSync(join(path, 'backup_label'), LABEL.replace('0/2000028', '0/9000028'));
    assert.deepEqual(await look(path), { kind: 'not-saved', why: { kind: 'of-another', folder: path } });
    writeFileSync(join(path, 'backup_label'), LABEL);
    assert.deepEqual(await look(path), { kind: 'in-copy' });
  });
});
