/// What is being checked and what was found: the words that reading, judging and reporting share.
@NullMarked
package dev.theseus.check;

import org.jspecify.annotations.NullMarked;
