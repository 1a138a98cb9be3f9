package io.trivium.med.processing;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetWriter;
import io.trivium.med.dataset.Tag;

/**
 * An object created from a study.
 *
 * @param role {@code sr}, {@code seg}, {@code gsps}, or {@code sc-1} and so on: once in every revision
 */
record ResultObject(String role, DataSet dataSet) {

    String sopClass() {
        return dataSet.textOr(Tag.SOP_CLASS_UID, "");
    }

    String sopInstance() {
        return dataSet.textOr(Tag.SOP_INSTANCE_UID, "");
    }

    /** In explicit VR little endian, without a file's head. */
    byte[] bytes() {
        return DataSetWriter.bytes(dataSet);
    }
}
