/// Whole scenarios measured side by side. Entry type: [BackfillBench].
@NullMarked
package dev.theseus.bench;

import org.jspecify.annotations.NullMarked;
