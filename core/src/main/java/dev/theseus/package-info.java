/// The way in: [dev.theseus.Theseus] carries out plans on one database.
@NullMarked
package dev.theseus;

import org.jspecify.annotations.NullMarked;
