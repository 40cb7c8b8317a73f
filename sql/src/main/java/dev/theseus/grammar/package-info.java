/// PostgreSQL's own grammar: text to statements with positions, and changes of names proven on the
/// parse tree. The entry is [dev.theseus.grammar.Grammar].
@NullMarked
package dev.theseus.grammar;

import org.jspecify.annotations.NullMarked;
