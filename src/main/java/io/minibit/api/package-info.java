/**
 * Addresses, commands, replies, events and failure codes of the control interface, and their JSON.
 * Knows no other room.
 */
package io.minibit.api;
