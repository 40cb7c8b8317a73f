/// A small model of one row, two writers and the engine, explored to its end: every order in which
/// their steps can happen.
@NullMarked
package dev.theseus.model;

import org.jspecify.annotations.NullMarked;
