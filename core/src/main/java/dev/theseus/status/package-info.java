/// What can be told about migrations of a database. Entry type: [MigrationStatus].
@NullMarked
package dev.theseus.status;

import org.jspecify.annotations.NullMarked;
