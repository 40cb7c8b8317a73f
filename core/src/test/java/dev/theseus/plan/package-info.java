/// Tests of plans as data.
@NullMarked
package dev.theseus.plan;

import org.jspecify.annotations.NullMarked;
