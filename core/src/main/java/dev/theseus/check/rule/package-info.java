/// What hurts, one rule per file. A rule takes its facts from the effect of the statement and adds
/// why it hurts and what to do instead. Entry: [dev.theseus.check.rule.Rules].
@NullMarked
package dev.theseus.check.rule;

import org.jspecify.annotations.NullMarked;
