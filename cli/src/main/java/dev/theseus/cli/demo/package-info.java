/// The demo: a shop on a PostgreSQL of its own, an old and a new version of its application that
/// write all the time, and real migrations carried through all phases meanwhile, with everything
/// measured from the applications' side. Entry type: [Demo].
@NullMarked
package dev.theseus.cli.demo;

import org.jspecify.annotations.NullMarked;
