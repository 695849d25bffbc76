// All transfers of this node. Many changes become one repaint.

const RECENT_EVENTS = 50;

export class Transfers {
  constructor(repaint) {
    this.byId = new Map();
    this.repaint = repaint;
    this.pending = false;
    this.recent = [];
  }

  /** Takes the answer to `list` for the whole truth. */
  replaceAll(list) {
    this.byId = new Map(list.map((transfer) => [transfer.id, transfer]));
    this.changed();
  }

  take(event) {
    const { type, node, ...transfer } = event;
    if (type === 'removed') this.byId.delete(transfer.id);
    else this.byId.set(transfer.id, transfer);
    if (type !== 'progress') {
      this.recent.unshift({ type, id: transfer.id, state: transfer.state, at: new Date() });
      this.recent.length = Math.min(this.recent.length, RECENT_EVENTS);
    }
    this.changed();
  }

  put(transfer) {
    this.byId.set(transfer.id, transfer);
    this.changed();
  }

  drop(id) {
    this.byId.delete(id);
    this.changed();
  }

  changed() {
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      this.repaint();
    });
  }

  /** Those whose name holds the text and whose state is that one, by name. */
  chosen(text, state) {
    const wanted = text.toLowerCase();
    const chosen = [];
    for (const transfer of this.byId.values()) {
      if (state && transfer.state !== state) continue;
      if (wanted && !transfer.name.toLowerCase().includes(wanted)) continue;
      chosen.push(transfer);
    }
    return chosen.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  rates() {
    let down = 0;
    let up = 0;
    for (const transfer of this.byId.values()) {
      down += transfer.downloadRate;
      up += transfer.uploadRate;
    }
    return { down, up };
  }
}
