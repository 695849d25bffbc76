// A torrent file dropped on the page becomes a magnet link here, so that nothing has to be uploaded.

const MAX_DEPTH = 100;

/** The place after the value that begins at `at`. */
function skip(data, at, depth = 0) {
  const first = String.fromCharCode(data[at]);
  if (depth > MAX_DEPTH || at >= data.length) throw new Error('not a torrent file');
  if (first === 'i') return data.indexOf(0x65, at) + 1;
  if (first === 'l' || first === 'd') {
    at++;
    while (data[at] !== 0x65) at = skip(data, at, depth + 1);
    return at + 1;
  }
  const { start, end } = string(data, at);
  if (end <= start && end !== start) throw new Error('not a torrent file');
  return end;
}

function string(data, at) {
  const colon = data.indexOf(0x3a, at);
  const digits = new TextDecoder().decode(data.subarray(at, Math.min(colon, at + 12)));
  const length = /^\d{1,10}$/.test(digits) ? Number(digits) : NaN;
  const start = colon + 1;
  if (colon < 0 || !(start + length <= data.length)) throw new Error('not a torrent file');
  return { start, end: start + length };
}

/** The values of a dictionary, as places. */
function* entries(data, at) {
  if (data[at] !== 0x64) throw new Error('not a torrent file');
  at++;
  while (at < data.length && data[at] !== 0x65) {
    const key = string(data, at);
    const from = key.end;
    at = skip(data, from, 1);
    yield { key: text(data, key), from, to: at };
  }
}

const text = (data, { start, end }) => new TextDecoder().decode(data.subarray(start, end));

async function digest(algorithm, data) {
  const hash = new Uint8Array(await crypto.subtle.digest(algorithm, data));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The magnet link of a torrent file's bytes. */
export async function magnetOf(data) {
  if (!globalThis.crypto?.subtle) {
    throw new Error('torrent files need a page on localhost or over TLS; use the magnet link');
  }
  const top = Object.fromEntries([...entries(data, 0)].map((entry) => [entry.key, entry]));
  if (!top.info) throw new Error('not a torrent file');
  const info = data.subarray(top.info.from, top.info.to);
  const fields = Object.fromEntries([...entries(info, 0)].map((entry) => [entry.key, entry]));
  const parts = [];
  if (fields.pieces) parts.push(`xt=urn:btih:${await digest('SHA-1', info)}`);
  if (fields['meta version']) parts.push(`xt=urn:btmh:1220${await digest('SHA-256', info)}`);
  if (fields.name) parts.push(`dn=${encodeURIComponent(text(info, string(info, fields.name.from)))}`);
  if (top.announce) parts.push(`tr=${encodeURIComponent(text(data, string(data, top.announce.from)))}`);
  return `magnet:?${parts.join('&')}`;
}
