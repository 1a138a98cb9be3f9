package io.trivium.med.report;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;

/**
 * A coded concept (PS3.3 8.8).
 *
 * @param value of at most 16 characters
 * @param scheme designator of PS3.16 table 8-1, or a private one beginning with 99
 * @param meaning of at most 64 characters
 */
public record Code(String value, String scheme, String meaning) {
    public Code {
        if (value.isEmpty() || value.length() > 16 || scheme.isEmpty() || meaning.isEmpty() || meaning.length() > 64) {
            throw new IllegalArgumentException("no code: " + value + ", " + scheme + ", " + meaning);
        }
    }

    DataSet item() {
        return new DataSet()
                .put(Tag.CODE_VALUE, value)
                .put(Tag.CODING_SCHEME_DESIGNATOR, scheme)
                .put(Tag.CODE_MEANING, meaning);
    }
}
