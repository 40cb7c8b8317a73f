package dev.theseus.planner;

import dev.theseus.sql.Identifier;

/// A condition the new version's writes must meet before the constraint itself can stand (it would
/// reject the old version's writes).
///
/// @param constraint the name an application sees in the error
/// @param condition a boolean function over the new version's columns
record Guard(Identifier constraint, Conversion condition) {}
