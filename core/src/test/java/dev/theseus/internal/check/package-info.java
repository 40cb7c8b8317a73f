/// Replaying files on a scratch database, and what is remembered of its catalog meanwhile.
@NullMarked
package dev.theseus.internal.check;

import org.jspecify.annotations.NullMarked;
