/// Tests of the throttle on real servers.
@NullMarked
package dev.theseus.internal.throttle;

import org.jspecify.annotations.NullMarked;
