/// Real PostgreSQL for tests: a fresh database per test on shared servers of several majors, a dump
/// of the catalog to compare, a probe for locks, a live workload, and ways to kill and cut off what
/// is tested.
///
/// Entry types: [EachMajor] and [PostgresTest] put a [TestDatabase] into a test method.
@NullMarked
package dev.theseus.testkit;

import org.jspecify.annotations.NullMarked;
