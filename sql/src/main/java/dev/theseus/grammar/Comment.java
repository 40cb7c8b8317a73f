package dev.theseus.grammar;

/// A comment, with its marks: `-- text` without the line break, or `/* text */`.
///
/// @param text the comment as written
/// @param range where it stands in the text
public record Comment(String text, SourceRange range) {}
