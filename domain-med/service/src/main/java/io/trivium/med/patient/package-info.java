/** Patients' data as the hospital's patient administration has it now, where that differs from what stored objects contain. */
@NullMarked
package io.trivium.med.patient;

import org.jspecify.annotations.NullMarked;
