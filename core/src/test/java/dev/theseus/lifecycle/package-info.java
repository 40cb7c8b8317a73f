/// Whole migrations on real servers: every scenario runs through all phases, back and forth, while
/// both versions write.
@NullMarked
package dev.theseus.lifecycle;

import org.jspecify.annotations.NullMarked;
