/// What can go wrong, said as object, place and next action. Entry type: [MigrationException].
@NullMarked
package dev.theseus.error;

import org.jspecify.annotations.NullMarked;
