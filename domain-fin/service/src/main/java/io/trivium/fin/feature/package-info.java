/** The Fraud Detection Handbook's features over exact sliding windows: pure functions over one record per entity and day. */
@NullMarked
package io.trivium.fin.feature;

import org.jspecify.annotations.NullMarked;
