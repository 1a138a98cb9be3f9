/** Lists as files for spreadsheets. */
@NullMarked
package io.trivium.fin.csv;

import org.jspecify.annotations.NullMarked;
