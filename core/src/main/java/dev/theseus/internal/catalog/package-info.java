/// Reads the catalog and what the server and the session may do. Entry types: [CatalogReader],
/// [ServerCheck].
///
/// Reading takes no lock that an application could wait for: ACCESS SHARE on the tables whose size,
/// defaults or views are shown, for one short read-only transaction.
@NullMarked
package dev.theseus.internal.catalog;

import org.jspecify.annotations.NullMarked;
