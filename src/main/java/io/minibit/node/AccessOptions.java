package io.minibit.node;

import io.minibit.tracker.server.Access;
import java.nio.file.Path;

/**
 * Whom a tracker serves.
 *
 * @param rule what the list of hashes means
 * @param hashes file of info hashes in hex, one a line; null where the rule needs none
 * @param keys file of access keys; null where none is needed
 * @param requestsPerSecond of one source at most; 0 for no limit
 * @param lenientIds whether connection ids are good for longer than they have to be
 */
record AccessOptions(
    Access.Rule rule, Path hashes, Path keys, int requestsPerSecond, boolean lenientIds) {}
