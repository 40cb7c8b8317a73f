/// Builds SQL text without ever gluing strings: names are [dev.theseus.sql.Identifier]s, values are
/// [dev.theseus.sql.Literal]s, and [dev.theseus.sql.Sql] puts them into a template.
@NullMarked
package dev.theseus.sql;

import org.jspecify.annotations.NullMarked;
