/// What the author of a migration asks for, one record per kind. Entry type: [Operation].
@NullMarked
package dev.theseus.operation;

import org.jspecify.annotations.NullMarked;
