/// Turns PostgreSQL's parser, compiled to WebAssembly, into Java classes while the project is
/// built.
///
/// The entry is [dev.theseus.grammar.build.PrepareGrammar]. A JVM method holds at most 64 KB, and
/// HotSpot compiles none above 8,000 bytes, but the parser's hottest functions are ten times as
/// large. So the module is first rewritten into an equivalent one of small functions:
///
/// 1. [dev.theseus.grammar.build.ModuleReader] and [dev.theseus.grammar.build.Decoder] turn the
///    binary into trees of [dev.theseus.grammar.build.Instruction]s,
/// 2. [dev.theseus.grammar.build.Liveness] finds which locals matter where,
/// 3. [dev.theseus.grammar.build.Outliner] moves runs of statements into functions of their own,
///    [dev.theseus.grammar.build.Ladder] does so with the branches of a giant switch,
/// 4. [dev.theseus.grammar.build.Encoder] and [dev.theseus.grammar.build.ModuleWriter] write the
///    binary.
///
/// Nothing here is needed at run time.
@NullMarked
package dev.theseus.grammar.build;

import org.jspecify.annotations.NullMarked;
