/// What may break a run from outside: a killed process, a crashed server, a lost answer, a stopped
/// runner, locks of others, and everything the engine refuses.
@NullMarked
package dev.theseus.crash;

import org.jspecify.annotations.NullMarked;
