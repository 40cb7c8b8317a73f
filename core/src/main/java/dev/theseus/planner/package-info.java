/// Turns operations and a catalog into a plan; a pure function. Entry type: [Planner].
@NullMarked
package dev.theseus.planner;

import org.jspecify.annotations.NullMarked;
