/// A plan as data: steps with SQL, lock, phase and way back. Entry type: [Plan].
@NullMarked
package dev.theseus.plan;

import org.jspecify.annotations.NullMarked;
