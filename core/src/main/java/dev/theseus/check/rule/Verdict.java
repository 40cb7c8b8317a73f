package dev.theseus.check.rule;

import dev.theseus.check.Certainty;
import dev.theseus.check.Severity;
import dev.theseus.grammar.SourceRange;

/// What a rule says about a place.
///
/// @param range the offending span in the file
/// @param facts which locks on which tables, rewrite, scan; a sentence without version
/// @param why what that means for the application
/// @param safeWay what to do instead on this major
public record Verdict(
    Severity severity,
    Certainty certainty,
    SourceRange range,
    String facts,
    String why,
    String safeWay) {}
