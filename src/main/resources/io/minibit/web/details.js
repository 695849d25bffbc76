// One transfer from near, and what can be done with it.

import { Inside } from '/inside.js';
import { bytes, duration, make, percent, rate, say, visible } from '/text.js';

const FIELDS = [
  ['State', (t) => t.state],
  ['Progress', (t) => `${percent(t.progress)}${t.verified ? ', verified' : ''}`],
  ['Size', (t) => bytes(t.size)],
  ['Down', (t) => `${bytes(t.downloaded)}, ${rate(t.downloadRate)}`],
  ['Up', (t) => `${bytes(t.uploaded)}, ${rate(t.uploadRate)}`],
  ['Peers', (t) => `${t.peers}, ${t.seeds} of them complete`],
  ['Time left', (t) => duration(t.eta)],
  ['Folder', (t) => visible(t.directory)],
  ['Id', (t) => visible(t.id)],
  ['Magnet', (t) => visible(t.magnet)],
  ['Trouble', (t) => visible(t.error ?? t.warning)],
];

export class Details {
  constructor(element, act, ask) {
    this.element = element;
    this.id = null;
    this.title = make('h2');
    this.values = FIELDS.map(([name, read]) => {
      const term = make('dt', { textContent: name });
      const value = make('dd');
      return { term, value, read };
    });
    const button = (label, action, className = '') =>
      make('button', { textContent: label, className, onclick: () => act(action, this.id) });
    this.pause = button('Pause', 'pause');
    this.resume = button('Resume', 'resume');
    this.inside = new Inside(ask);
    this.events = make('ul', { className: 'events' });
    element.append(
      this.title,
      make('div', { className: 'buttons' },
        this.pause, this.resume, button('Verify', 'verify'),
        button('Remove…', 'remove', 'danger'), button('Close', 'close')),
      make('dl', {}, ...this.values.flatMap(({ term, value }) => [term, value])),
      this.inside.element,
      make('h2', { textContent: 'Events' }), this.events);
  }

  show(transfer, recent) {
    this.element.hidden = transfer === null;
    this.id = transfer?.id ?? null;
    this.inside.look(this.id);
    if (transfer === null) return;
    say(this.title, visible(transfer.name));
    this.pause.hidden = transfer.state === 'paused' || transfer.state === 'failed';
    this.resume.hidden = !this.pause.hidden;
    for (const { term, value, read } of this.values) {
      const text = read(transfer);
      say(value, text);
      term.hidden = value.hidden = text === '';
    }
    const lines = recent.filter((event) => event.id === transfer.id)
      .map((event) => `${event.at.toLocaleTimeString()} ${event.type}${event.type === 'state' ? `: ${event.state}` : ''}`);
    if (lines.length !== this.events.children.length || this.lastEvent !== lines[0]) {
      this.lastEvent = lines[0];
      this.events.replaceChildren(...lines.map((line) => make('li', { textContent: line })));
    }
  }
}
