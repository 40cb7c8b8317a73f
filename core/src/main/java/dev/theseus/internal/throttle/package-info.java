/// Reads the signals that hold row work back, on a connection of its own. Entry types: [Sampler]
/// and [Throttle].
///
/// One class for each signal, with its query and the section of PostgreSQL's manual it rests on.
/// None needs a superuser; those that look at other roles' sessions need `pg_read_all_stats`, which
/// `pg_monitor` includes.
@NullMarked
package dev.theseus.internal.throttle;

import org.jspecify.annotations.NullMarked;
