/// What a project has settled for its checks, in `theseus.yaml`. Entry:
/// [dev.theseus.check.settings.CheckSettings].
@NullMarked
package dev.theseus.check.settings;

import org.jspecify.annotations.NullMarked;
