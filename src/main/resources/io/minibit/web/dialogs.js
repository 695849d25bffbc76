// Questions to the person. Each resolves with what was said, or null when it was left.

import { make, visible } from '/text.js';

function open(title, fields, submit, danger = false) {
  return new Promise((resolve) => {
    const form = make(
      'form', { method: 'dialog' },
      make('h2', { textContent: title }),
      ...fields,
      make('div', { className: 'buttons' },
        make('button', { textContent: submit, className: danger ? 'danger' : 'main', value: 'yes' }),
        make('button', { textContent: 'Cancel', value: 'no', formNoValidate: true })));
    const dialog = make('dialog', { 'aria-label': title }, form);
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes' ? new FormData(form) : null);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function field(label, properties) {
  return make('label', {}, label, make('input', properties));
}

/** What to get: a name, a magnet link or an info hash, told apart by how they look. */
export async function askGet() {
  const said = await open('Get a file', [
    field('Name, magnet link or info hash ', { name: 'what', required: true, autofocus: true, autocomplete: 'off' }),
    field('Into folder (the node’s own when empty) ', { name: 'directory', autocomplete: 'off' }),
  ], 'Get');
  if (!said) return null;
  const what = said.get('what').trim();
  const request = what.startsWith('magnet:')
    ? { magnet: what }
    : /^([0-9a-fA-F]{40}|[0-9a-fA-F]{64})$/.test(what) ? { infoHash: what.toLowerCase() } : { name: what };
  const directory = said.get('directory').trim();
  return directory ? { ...request, directory } : request;
}

export async function askShare() {
  const said = await open('Share a file', [
    make('p', { className: 'hint', textContent: 'A file on the node’s own disk, below its folder.' }),
    field('Path ', { name: 'path', required: true, autofocus: true, autocomplete: 'off' }),
    field('Share as (its own name when empty) ', { name: 'name', autocomplete: 'off' }),
  ], 'Share');
  if (!said) return null;
  const name = said.get('name').trim();
  return name ? { path: said.get('path').trim(), name } : { path: said.get('path').trim() };
}

export async function askRemove(transfer) {
  const said = await open('Remove this transfer?', [
    make('p', { textContent: visible(transfer.name) }),
    make('label', {}, make('input', { type: 'checkbox', name: 'files' }), ' delete its files, too'),
  ], 'Remove', true);
  return said && { deleteFiles: said.get('files') !== null };
}
