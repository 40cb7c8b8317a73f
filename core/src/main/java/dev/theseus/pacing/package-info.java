/// How fast and how gently data is filled. Entry type: [Pacing].
@NullMarked
package dev.theseus.pacing;

import org.jspecify.annotations.NullMarked;
