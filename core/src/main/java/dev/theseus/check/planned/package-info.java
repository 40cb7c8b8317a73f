/// The rules for migrations, turned on what the planner makes: no step of a plan may do what a
/// migration is warned of, but for what is allowed by name and reason.
@NullMarked
package dev.theseus.check.planned;

import org.jspecify.annotations.NullMarked;
