/// Tests of embedded servers, on real ones.
@NullMarked
package dev.theseus.embedded;

import org.jspecify.annotations.NullMarked;
