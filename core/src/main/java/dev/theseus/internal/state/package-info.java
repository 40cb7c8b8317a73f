/// What is remembered in schema `theseus` of the target database. Entry types: [StateSchema] and
/// [Migrations].
///
/// Takes row locks in that schema only.
@NullMarked
package dev.theseus.internal.state;

import org.jspecify.annotations.NullMarked;
