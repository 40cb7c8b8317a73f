/// Tests over all of core.
@NullMarked
package dev.theseus;

import org.jspecify.annotations.NullMarked;
