package dev.theseus.testkit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A statement of the workload that failed.
///
/// @param group whose statement it was
/// @param sql the statement, `COMMIT` or `connect`
/// @param sqlState the SQLSTATE; null when there was none
/// @param message PostgreSQL's words
/// @param at when it failed, after the workload's start
public record WorkloadFailure(
    String group, String sql, @Nullable String sqlState, String message, Duration at) {}
