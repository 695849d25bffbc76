/** What a tracker remembers and how it chooses an answer. Time and randomness are passed in. */
package io.minibit.tracker.server;
