/// Whole scenarios measured side by side. Entry types: [BackfillBench], [CheckBench], [LiveBench].
@NullMarked
package dev.theseus.bench;

import org.jspecify.annotations.NullMarked;
