#!/usr/bin/env node
/*
 * Talks to a running minibit node with the event-bus client that Vert.x publishes:
 *
 *   npm install
 *   node eventbus.mjs send minibit.peer '{"action":"list"}'
 *   node eventbus.mjs watch
 *
 * MINIBIT_WEB says where the node's web door is (http://127.0.0.1:8080 unless told),
 * MINIBIT_API_TOKEN the token where it has one.
 */
import EventBus from '@vertx/eventbus-bridge-client.js';

const [command, address, json] = process.argv.slice(2);
const web = process.env.MINIBIT_WEB ?? 'http://127.0.0.1:8080';
const token = process.env.MINIBIT_API_TOKEN;
const headers = token ? { token } : {};

function end(problem) {
  if (problem) console.error(`eventbus.mjs: ${problem}`);
  process.exit(problem ? 1 : 0);
}

if (!((command === 'send' && json) || command === 'watch')) {
  end("say: send ADDRESS JSON, or: watch");
}
// The node speaks SockJS over WebSocket alone.
const bus = new EventBus(`${web}/eventbus`, { transports: 'websocket' });
bus.onerror = (failure) => end(failure.message);
bus.onclose = () => end(`${web}: no node answers there, or it is gone`);
bus.onopen = () => {
  if (command === 'watch') {
    bus.registerHandler('minibit.events', headers, (failure, message) => {
      if (failure) end(failure.message);
      console.log(JSON.stringify(message.body));
    });
  } else {
    bus.send(address, JSON.parse(json), headers, (failure, reply) => {
      if (failure) end(`${failure.failureCode}: ${failure.message}`);
      console.log(JSON.stringify(reply.body));
      end();
    });
  }
};
