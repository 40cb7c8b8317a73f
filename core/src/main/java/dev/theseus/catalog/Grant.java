package dev.theseus.catalog;

import dev.theseus.sql.Identifier;
import java.util.Optional;

/// One privilege on a table or a column.
///
/// @param privilege `SELECT`, `INSERT`, `UPDATE`, `DELETE`, `TRUNCATE`, `REFERENCES`, `TRIGGER`,
///   `MAINTAIN`
/// @param grantee the role; empty for PUBLIC
public record Grant(String privilege, Optional<Identifier> grantee, boolean grantable) {}
