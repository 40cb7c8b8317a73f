/// Tests of the testkit, on real servers.
@NullMarked
package dev.theseus.testkit;

import org.jspecify.annotations.NullMarked;
