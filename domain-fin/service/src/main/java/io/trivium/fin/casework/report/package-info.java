/** The report of a case, as a document and as PDF. */
@NullMarked
package io.trivium.fin.casework.report;

import org.jspecify.annotations.NullMarked;
