package dev.theseus.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test that runs once, on the newest configured major. Each parameter of type [TestDatabase] is
/// a fresh database of its own.
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("postgres")
@Test
@ExtendWith(FreshDatabases.class)
public @interface PostgresTest {}
