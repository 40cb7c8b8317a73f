/// Judges files: one statement after the other against the catalog of that moment. Entry:
/// [dev.theseus.check.verdict.Checker].
@NullMarked
package dev.theseus.check.verdict;

import org.jspecify.annotations.NullMarked;
