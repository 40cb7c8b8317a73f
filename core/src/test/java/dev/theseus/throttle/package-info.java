/// Tests of limits and signals.
@NullMarked
package dev.theseus.throttle;

import org.jspecify.annotations.NullMarked;
