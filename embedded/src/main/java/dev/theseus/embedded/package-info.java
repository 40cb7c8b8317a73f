/// Starts real PostgreSQL servers on this machine from binaries that come as files, and leaves
/// nothing behind when the program ends, even when it is killed.
///
/// Entry type: [EmbeddedPostgres]. A server costs about half a second: a cached data directory is
/// copied, not initialised again.
@NullMarked
package dev.theseus.embedded;

import org.jspecify.annotations.NullMarked;
