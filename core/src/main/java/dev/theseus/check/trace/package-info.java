/// What statements were measured to do, beside what is said of them. Values only; who measures is
/// `dev.theseus.internal.trace`.
@NullMarked
package dev.theseus.check.trace;

import org.jspecify.annotations.NullMarked;
