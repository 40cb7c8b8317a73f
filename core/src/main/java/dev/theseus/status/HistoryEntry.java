package dev.theseus.status;

import java.time.Instant;

/// One thing that was done, in the order it was done.
///
/// @param who the database role
/// @param what for example `started`, `rollback`, `contract refused`
/// @param detail JSON text
public record HistoryEntry(Instant at, String migration, String who, String what, String detail) {}
