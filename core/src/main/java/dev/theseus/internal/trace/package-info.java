/// Measures what one statement does on a server: locks from `pg_locks`, rewrites from file numbers,
/// scans from the transaction's own statistics. Entry: [dev.theseus.internal.trace.StatementProbe].
/// Takes ACCESS SHARE on catalogs only, beside what the statement takes.
@NullMarked
package dev.theseus.internal.trace;

import org.jspecify.annotations.NullMarked;
