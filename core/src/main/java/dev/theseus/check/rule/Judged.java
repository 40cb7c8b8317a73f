package dev.theseus.check.rule;

import dev.theseus.check.CheckedStatement;
import dev.theseus.check.effect.Effect;

/// A statement that was looked at, with what it does.
public record Judged(CheckedStatement statement, Effect effect) {}
