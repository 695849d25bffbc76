// What a transfer is made of and who takes part: pieces, files, peers, trackers. Asked for only while somebody looks.

import { bytes, counted, duration, make, percent, rate, say, visible } from '/text.js';

const PAUSE = 2000;
const FULL = 255;

/** A table under a heading; rows are made once and filled again. */
class Table {
  constructor(title, heads, read) {
    this.title = title;
    this.read = read;
    this.rows = [];
    this.summary = make('summary');
    this.body = make('tbody');
    this.element = make('details', { className: 'inside', open: true }, this.summary,
      make('table', {},
        make('thead', {}, make('tr', {}, ...heads.map((textContent) => make('th', { textContent })))), this.body));
  }

  show(items, count) {
    this.element.hidden = items.length === 0;
    say(this.summary, count > items.length ? `${this.title} (${items.length} of ${count})` : `${this.title} (${items.length})`);
    while (this.rows.length < items.length) {
      const row = make('tr');
      this.rows.push(row);
      this.body.append(row);
    }
    this.rows.forEach((row, index) => {
      row.hidden = index >= items.length;
      if (row.hidden) return;
      this.read(items[index]).forEach((text, column) => {
        const cell = row.children[column] ?? row.appendChild(make('td'));
        say(cell, text);
      });
    });
  }
}

export class Inside {
  constructor(ask) {
    this.ask = ask;
    this.id = null;
    this.canvas = make('canvas', { className: 'pieces', role: 'img' });
    this.caption = make('p', { className: 'quiet' });
    this.files = new Table('Files', ['Path', 'Size', 'Done'], (file) =>
      [visible(file.path), bytes(file.length), file.done === null ? '' : percent(file.length ? file.done / file.length : 1)]);
    this.peers = new Table('Peers', ['Address', 'Program', 'Has', 'Down', 'Up', 'Flags'], (peer) =>
      [visible(peer.address), visible(peer.client), percent(peer.progress), rate(peer.downloadRate), rate(peer.uploadRate), peer.flags.join(', ')]);
    this.trackers = new Table('Trackers', ['Address', 'State', 'Next', 'Seeders', 'Leechers'], (tracker) =>
      [visible(tracker.url), tracker.error ? `${tracker.state}: ${visible(tracker.error)}` : tracker.state,
        tracker.nextAnnounce === null ? 'now' : duration(tracker.nextAnnounce),
        tracker.seeders ?? '', tracker.leechers ?? '']);
    this.element = make('div', {}, this.canvas, this.caption,
      this.files.element, this.peers.element, this.trackers.element);
    this.element.hidden = true;
    setInterval(() => this.refresh(), PAUSE);
  }

  /** Looks at that transfer from now on, or at none. */
  look(id) {
    if (id === this.id) return;
    this.id = id;
    this.element.hidden = true;
    this.refresh();
  }

  async refresh() {
    const id = this.id;
    if (id === null || document.hidden || this.asking === id) return;
    this.asking = id;
    try {
      const details = await this.ask(id);
      if (this.id === id) this.show(details);
    } catch {
      // It was removed, or the node is away, which the page says elsewhere.
    } finally {
      this.asking = null;
    }
  }

  show({ pieces, peers, peerCount, files, fileCount, trackers }) {
    this.element.hidden = false;
    this.canvas.hidden = this.caption.hidden = !pieces;
    if (pieces) this.draw(pieces);
    this.files.show(files, fileCount);
    this.peers.show(peers, peerCount);
    this.trackers.show(trackers, trackers.length);
  }

  draw({ count, verified, cells }) {
    const text = `${verified} of ${counted(count, 'piece')} verified`;
    say(this.caption, text);
    this.canvas.setAttribute('aria-label', text);
    const shares = atob(cells);
    const style = getComputedStyle(this.canvas);
    const width = this.canvas.width = Math.max(1, Math.round(this.canvas.clientWidth * devicePixelRatio));
    const height = this.canvas.height = Math.max(1, Math.round(this.canvas.clientHeight * devicePixelRatio));
    const paper = this.canvas.getContext('2d');
    paper.fillStyle = style.getPropertyValue('--main');
    for (let cell = 0; cell < shares.length; cell++) {
      const from = Math.floor(cell * width / shares.length);
      const to = Math.max(from + 1, Math.floor((cell + 1) * width / shares.length));
      paper.globalAlpha = shares.charCodeAt(cell) / FULL;
      paper.fillRect(from, 0, to - from, height);
    }
  }
}
