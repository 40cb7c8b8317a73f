/// What the engine tells while it works. Entry type: [MigrationEvent].
@NullMarked
package dev.theseus.event;

import org.jspecify.annotations.NullMarked;
