// A list of any length: only the rows in sight exist, and they are filled again as it scrolls.

import { bytes, counted, duration, make, percent, rate, say, visible } from '/text.js';

const ROW = 56;
const MARGIN = 4;

export class TransferList {
  constructor(element, onChoose, onKey) {
    this.element = element;
    this.spacer = element.querySelector('.spacer');
    this.rows = [];
    this.items = [];
    this.chosenId = null;
    this.onChoose = onChoose;
    element.addEventListener('scroll', () => this.fill(), { passive: true });
    element.addEventListener('click', (click) => {
      const row = click.target.closest('.row');
      if (row) this.choose(row.dataset.id);
    });
    element.addEventListener('keydown', (press) => this.pressed(press, onKey));
    new ResizeObserver(() => this.fill()).observe(element);
  }

  show(items) {
    this.items = items;
    this.spacer.style.height = `${items.length * ROW}px`;
    this.fill();
  }

  choose(id) {
    this.chosenId = id;
    this.fill();
    this.onChoose(id);
  }

  get chosen() {
    return this.items.find((item) => item.id === this.chosenId) ?? null;
  }

  pressed(press, onKey) {
    const steps = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: Math.floor(this.element.clientHeight / ROW),
      PageUp: -Math.floor(this.element.clientHeight / ROW),
      Home: -Infinity,
      End: Infinity,
    };
    if (press.key in steps && this.items.length > 0) {
      press.preventDefault();
      const at = this.items.findIndex((item) => item.id === this.chosenId);
      const to = at < 0 ? 0 : Math.max(0, Math.min(this.items.length - 1, at + steps[press.key]));
      this.reveal(to);
      this.choose(this.items[to].id);
    } else if (this.chosen) {
      onKey(press, this.chosen);
    }
  }

  reveal(index) {
    const top = index * ROW;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + ROW > scrollTop + clientHeight) this.element.scrollTop = top + ROW - clientHeight;
  }

  fill() {
    const first = Math.max(0, Math.floor(this.element.scrollTop / ROW) - MARGIN);
    const count = Math.ceil(this.element.clientHeight / ROW) + 2 * MARGIN;
    const wanted = Math.min(count, Math.max(0, this.items.length - first));
    while (this.rows.length < wanted) {
      const row = new Row();
      this.rows.push(row);
      this.element.append(row.element);
    }
    this.rows.forEach((row, offset) => {
      const index = first + offset;
      row.show(offset < wanted ? this.items[index] : null, index, this.chosenId, this.items.length);
    });
    const active = this.rows.find((row) => row.id && row.id === this.chosenId);
    this.element.setAttribute('aria-activedescendant', active ? active.element.id : '');
  }
}

let serial = 0;

class Row {
  constructor() {
    this.name = make('span', { className: 'name' });
    this.state = make('span', { className: 'state' });
    this.size = make('span', { className: 'number size' });
    this.rate = make('span', { className: 'number rate' });
    this.peers = make('span', { className: 'number peers' });
    this.bar = make('progress', { max: 1, value: 0 });
    this.element = make(
      'div', { className: 'row', role: 'option', id: `row-${serial++}` },
      this.name, this.state, this.size, this.rate, this.peers,
      make('span', { className: 'small' }, this.bar));
  }

  show(transfer, index, chosenId, total) {
    this.element.hidden = transfer === null;
    this.id = transfer?.id ?? null;
    if (transfer === null) return;
    this.element.dataset.id = transfer.id;
    this.element.style.transform = `translateY(${index * ROW}px)`;
    this.element.setAttribute('aria-selected', String(transfer.id === chosenId));
    this.element.setAttribute('aria-posinset', String(index + 1));
    this.element.setAttribute('aria-setsize', String(total));
    say(this.name, visible(transfer.name));
    const whole = transfer.progress >= 1;
    say(this.state, whole ? transfer.state : `${transfer.state} ${percent(transfer.progress)}`);
    this.state.className = `state ${transfer.state}`;
    say(this.size, bytes(transfer.size));
    const eta = duration(transfer.eta);
    say(this.rate, transfer.state === 'seeding'
      ? `↑ ${rate(transfer.uploadRate)}`
      : `↓ ${rate(transfer.downloadRate)}${eta && ` · ${eta}`}`);
    say(this.peers, counted(transfer.peers, 'peer'));
    if (this.bar.value !== transfer.progress) this.bar.value = transfer.progress;
  }
}
