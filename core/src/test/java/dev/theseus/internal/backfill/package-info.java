@org.jspecify.annotations.NullMarked
package dev.theseus.internal.backfill;
