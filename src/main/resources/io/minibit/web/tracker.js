// The tracker of this node: its figures, the names it knows, and who is in a swarm.

import { tracker } from '/node.js';
import { counted, make, notify, visible } from '/text.js';

const FIGURES = [
  ['names', 'Names'], ['peers', 'Peers of the name protocol'], ['registrations', 'Registrations'],
  ['swarms', 'Swarms'], ['swarmPeers', 'Peers in swarms'],
];

export class TrackerView {
  constructor(element) {
    this.figures = make('dl');
    this.prefix = make('input', { type: 'search', placeholder: 'Names that begin with', 'aria-label': 'Names that begin with' });
    this.hash = make('input', { placeholder: 'Info hash', 'aria-label': 'Info hash', pattern: '[0-9a-fA-F]{40,64}' });
    this.names = make('tbody');
    this.more = make('p', { className: 'hint', hidden: true, textContent: 'There are more; type how they begin.' });
    this.swarm = make('pre');
    this.prefix.addEventListener('input', () => this.showNames());
    const lookUp = make('form', { className: 'bar' }, this.hash, make('button', { textContent: 'Look up' }));
    lookUp.addEventListener('submit', (event) => {
      event.preventDefault();
      this.showSwarm();
    });
    element.append(
      this.figures, make('div', { className: 'bar' }, this.prefix),
      make('table', {}, make('thead', {}, make('tr', {}, make('th', { textContent: 'Name' }), make('th', { textContent: 'Seeders' }))), this.names),
      this.more, make('h2', { textContent: 'Swarm' }), lookUp, this.swarm);
  }

  async refresh() {
    const stats = await tracker('stats');
    this.figures.replaceChildren(...FIGURES.flatMap(([field, label]) =>
      [make('dt', { textContent: label }), make('dd', { textContent: stats[field] })]));
    await this.showNames();
  }

  async showNames() {
    const prefix = this.prefix.value;
    const { names, more } = await tracker('names', prefix ? { prefix } : {});
    if (prefix !== this.prefix.value) return;
    this.names.replaceChildren(...names.map((name) => {
      const cell = make('td');
      const look = make('button', { textContent: 'Show' });
      look.onclick = async () => {
        const { seeders } = await tracker('seeders', { name });
        cell.textContent = seeders.map(([ip, port]) => `${ip}:${port}`).join(', ') || 'nobody';
      };
      cell.append(look);
      return make('tr', {}, make('td', { textContent: visible(name) }), cell);
    }));
    this.more.hidden = !more;
  }

  async showSwarm() {
    try {
      const swarm = await tracker('swarm', { infoHash: this.hash.value.trim().toLowerCase() });
      const who = swarm.peers.map(([ip, port]) => `${ip}:${port}`).join('\n');
      this.swarm.textContent =
        `${counted(swarm.seeders, 'seeder')}, ${counted(swarm.leechers, 'leecher')}, ${swarm.completed} completed\n${who}`;
    } catch (refused) {
      notify(refused.message, true);
    }
  }
}
