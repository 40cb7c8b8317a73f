package dev.theseus.internal.state;

import dev.theseus.plan.Plan;
import dev.theseus.status.MigrationState;
import dev.theseus.status.MigrationStatus;
import java.time.Duration;
import java.util.Optional;

/// One migration as it is recorded.
///
/// @param soak how long it stays completed before it may be contracted
public record MigrationRow(
    long id,
    String name,
    MigrationState state,
    Plan plan,
    String hash,
    Duration soak,
    MigrationStatus.Times times,
    Optional<String> lastError) {}
