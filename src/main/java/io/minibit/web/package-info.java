/**
 * The door for browsers, scrapers and HTTP clients: the dashboard, the control interface over HTTP,
 * server-sent events and SockJS, metrics and health. Knows api alone and reaches the node over the
 * event bus only. Nothing of it is loaded by a node that opens no web door.
 */
package io.minibit.web;
