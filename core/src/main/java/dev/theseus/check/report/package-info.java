/// Findings in the forms that people and machines read. Entry:
/// [dev.theseus.check.report.ReportFormat].
@NullMarked
package dev.theseus.check.report;

import org.jspecify.annotations.NullMarked;
