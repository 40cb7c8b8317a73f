/// What a check reads from a server and runs on it: the catalog of the relations a statement names,
/// and the statements themselves on a scratch database. Reading takes no lock but ACCESS SHARE on
/// the catalogs.
@NullMarked
package dev.theseus.internal.check;

import org.jspecify.annotations.NullMarked;
