/// Tests of the engine on real servers, with hand-made plans.
@NullMarked
package dev.theseus.internal.engine;

import org.jspecify.annotations.NullMarked;
