package dev.theseus.check.source;

import dev.theseus.grammar.SourceRange;

/// What is wrong at a place of the file that is being read.
///
/// @param range in the file's text
record Trouble(ReadingRule rule, SourceRange range, String message) {}
