/// Tests of the problems and their page.
@NullMarked
package dev.theseus.error;

import org.jspecify.annotations.NullMarked;
