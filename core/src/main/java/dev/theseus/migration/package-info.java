/// A migration as written (SQL, YAML or Java) turned into operations. Entry type: [Migration].
@NullMarked
package dev.theseus.migration;

import org.jspecify.annotations.NullMarked;
