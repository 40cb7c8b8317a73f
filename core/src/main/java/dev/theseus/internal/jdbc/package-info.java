/// Connections, the one translation of SQL failures, and time as a seam. Entry type: [Session].
@NullMarked
package dev.theseus.internal.jdbc;

import org.jspecify.annotations.NullMarked;
