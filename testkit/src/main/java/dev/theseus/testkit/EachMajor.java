package dev.theseus.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/// A test that runs once on each configured major ([TestServers#majors()]), each time with a fresh
/// [TestDatabase] as its first parameter, which is dropped afterwards.
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("postgres")
@ParameterizedTest(name = "{0}")
@ArgumentsSource(MajorDatabases.class)
public @interface EachMajor {}
