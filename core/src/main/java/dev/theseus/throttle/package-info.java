/// What holds a backfill back while the server has enough to do: signals with their limits. Entry
/// types: [Limits] and [Signal].
@NullMarked
package dev.theseus.throttle;

import org.jspecify.annotations.NullMarked;
