/// What a statement does to the server, as facts: locks on every relation, rewrites, scans, loss of
/// data. Entry: [dev.theseus.check.effect.Effects]. The facts were measured on PostgreSQL 14 to 18
/// and a test compares each with a real server.
@NullMarked
package dev.theseus.check.effect;

import org.jspecify.annotations.NullMarked;
