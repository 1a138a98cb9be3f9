package io.trivium.med.conformance;

import java.util.List;

/**
 * What one checker said about objects of one kind.
 *
 * @param name what was checked, such as {@code DICOM SR}
 * @param checker program that checked it
 * @param version of the checker; empty where it does not say
 * @param objects how many it read; 0 where the checker is not installed
 * @param errors how many errors it found in all of them
 * @param warnings how many warnings it found in all of them
 * @param messages each distinct error once, without the object's own values, then what to install where the checker is missing
 */
public record CheckedObjects(
        String name, String checker, String version, int objects, int errors, int warnings, List<String> messages) {

    public CheckedObjects {
        messages = List.copyOf(messages);
    }

    /** Whether the checker read objects and found no error. */
    public boolean passed() {
        return objects > 0 && errors == 0;
    }
}
