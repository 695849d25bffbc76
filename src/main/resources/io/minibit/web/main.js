// The page as a whole: what came from the node goes to the views, what the person does to the node.

import { Details } from '/details.js';
import { askGet, askRemove, askShare } from '/dialogs.js';
import { RateGraph } from '/graph.js';
import { TransferList } from '/list.js';
import { listen, peer, peers, tracker } from '/node.js';
import { magnetOf } from '/torrent.js';
import { TrackerView } from '/tracker.js';
import { Transfers } from '/transfers.js';
import { make, notify, rate, say, visible } from '/text.js';

const STATES = ['metadata', 'checking', 'downloading', 'seeding', 'paused', 'failed'];
const MAX_TORRENT_BYTES = 64 * 1024 * 1024;
const $ = (id) => document.getElementById(id);

const transfers = new Transfers(paint);
const list = new TransferList($('list'), paint, pressed);
const details = new Details($('details'), act, (id) => peer('details', { id }));
const graph = new RateGraph($('graph'));
const trackerView = new TrackerView($('view-tracker'));

function paint() {
  const items = transfers.chosen($('filter').value, $('state').value);
  list.show(items);
  details.show(transfers.byId.get(list.chosenId) ?? null, transfers.recent);
  $('empty').hidden = transfers.byId.size > 0;
  say($('count'), transfers.byId.size ? `(${transfers.byId.size})` : '');
  const { down, up } = transfers.rates();
  say($('down'), rate(down));
  say($('up'), rate(up));
}

async function doing(work) {
  try {
    return await work();
  } catch (refused) {
    notify(refused.message, true);
    return null;
  }
}

/** The name of the node that this page belongs to. */
let own = null;

async function catchUp() {
  say($('connection'), '');
  await doing(async () => {
    own = (await peer('node')).name;
    say($('node'), visible(own));
  });
  await doing(async () => transfers.replaceAll((await peer('list')).transfers));
}

async function get(request) {
  const transfer = await doing(() => peer('get', request));
  if (transfer) {
    transfers.put(transfer);
    list.choose(transfer.id);
  }
}

async function share() {
  const request = await askShare();
  const transfer = request && await doing(() => peer('share', request));
  if (transfer) {
    transfers.put(transfer);
    list.choose(transfer.id);
    notify(`Now sharing ${transfer.name}`);
  }
}

async function act(action, id) {
  const transfer = transfers.byId.get(id);
  if (action === 'close' || !transfer) {
    list.choose(null);
    $('list').focus();
  } else if (action === 'remove') {
    const said = await askRemove(transfer);
    if (said && await doing(() => peer('remove', { id, ...said }))) transfers.drop(id);
  } else {
    const changed = await doing(() => peer(action, { id }));
    if (changed) transfers.put(changed);
  }
}

function pressed(press, transfer) {
  if (press.key === ' ') act(transfer.state === 'paused' ? 'resume' : 'pause', transfer.id);
  else if (press.key === 'Delete') act('remove', transfer.id);
  else if (press.key === 'Enter') $('details').querySelector('button:not([hidden])').focus();
  else if (press.key === 'Escape') act('close', transfer.id);
  else return;
  press.preventDefault();
}

function show(view) {
  for (const tab of document.querySelectorAll('[role=tab]')) {
    const selected = tab.id === `tab-${view}`;
    tab.setAttribute('aria-selected', String(selected));
    $(tab.getAttribute('aria-controls')).hidden = !selected;
  }
  if (view === 'tracker') doing(() => trackerView.refresh());
  if (view === 'nodes') doing(showNodes);
}

async function showNodes() {
  const { nodes } = await peers('nodes');
  const head = make('tr', {}, ...['Name', 'Address', 'Transfers'].map((text) => make('th', { textContent: text })));
  const rows = nodes.map((node) => make('tr', {},
    make('td', { textContent: visible(node.name) }),
    make('td', { textContent: visible([].concat(node.addresses ?? []).join(', ')) }),
    make('td', { textContent: node.transfers })));
  $('view-nodes').replaceChildren(make('table', {}, make('thead', {}, head), make('tbody', {}, ...rows)));
}

/** Whether this node has that role; it says so by answering. */
const has = (question) => question.then(() => true, () => false);

async function dropped(files) {
  for (const file of files) {
    await doing(async () => {
      if (file.size > MAX_TORRENT_BYTES) throw new Error(`${file.name} is no torrent file`);
      await get({ magnet: await magnetOf(new Uint8Array(await file.arrayBuffer())) });
    });
  }
}

for (const state of STATES) $('state').append(make('option', { value: state, textContent: state }));
$('add').onclick = async () => {
  const request = await askGet();
  if (request) await get(request);
};
$('share').onclick = share;
$('filter').oninput = () => transfers.changed();
$('state').onchange = () => transfers.changed();
for (const tab of document.querySelectorAll('[role=tab]')) tab.onclick = () => show(tab.id.slice('tab-'.length));
document.addEventListener('keydown', (press) => {
  const typing = press.target.matches('input, select, textarea') || document.querySelector('dialog[open]');
  const keys = { n: () => $('add').click(), s: () => $('share').click(), '/': () => $('filter').focus() };
  if (!typing && !press.ctrlKey && !press.metaKey && !press.altKey && keys[press.key]) {
    press.preventDefault();
    keys[press.key]();
  }
});
document.addEventListener('dragover', (drag) => {
  drag.preventDefault();
  document.body.classList.add('dropping');
});
document.addEventListener('dragleave', () => document.body.classList.remove('dropping'));
document.addEventListener('drop', (drop) => {
  drop.preventDefault();
  document.body.classList.remove('dropping');
  dropped(drop.dataTransfer.files);
});
setInterval(() => graph.add(transfers.rates()), 1000);
graph.draw();

listen(
  (event) => {
    // In a cluster every node hears of all transfers; this page shows its own node's.
    if (event.node !== own) return;
    transfers.take(event);
    if (event.type === 'completed') notify(`${event.name} is complete`);
    if (event.type === 'failed') notify(`${event.name}: ${event.error}`, true);
  },
  catchUp,
  () => say($('connection'), 'The node is away; trying again…'));
has(tracker('stats')).then((yes) => { $('tab-tracker').hidden = !yes; });
has(peers('nodes').then(({ nodes }) => nodes[1].name)).then((yes) => { $('tab-nodes').hidden = !yes; });
