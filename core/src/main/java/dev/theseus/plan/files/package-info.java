/// A plan as files for a migration runner that a team keeps: names, transaction settings, rollback
/// and deploy boundaries in the runner's own form. Needs no connection. Entry type: [PlanFiles].
@NullMarked
package dev.theseus.plan.files;

import org.jspecify.annotations.NullMarked;
