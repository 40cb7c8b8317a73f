/// The immutable model of what the server holds: tables, columns, indexes, constraints. Entry type:
/// [Catalog].
@NullMarked
package dev.theseus.catalog;

import org.jspecify.annotations.NullMarked;
