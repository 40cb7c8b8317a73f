/// From files as teams have them to statements with places and transactions: which files a runner
/// executes and in which order, what it sends together, and what in them is not SQL. Entry:
/// [dev.theseus.check.source.SourceReader]. Never fails for what a file holds: what cannot be read
/// is a finding with a place, and the rest goes on.
@NullMarked
package dev.theseus.check.source;

import org.jspecify.annotations.NullMarked;
