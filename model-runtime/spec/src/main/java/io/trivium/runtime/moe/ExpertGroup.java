package io.trivium.runtime.moe;

import java.util.regex.Pattern;

/**
 * Experts of one layer that are trained, deployed and lost together.
 *
 * @param name such as {@code general} or {@code fin}
 * @param size experts of the group in each layer, at least 1
 */
public record ExpertGroup(String name, int size) {
    public static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{1,30}");

    public ExpertGroup {
        if (!NAME.matcher(name).matches()) throw new IllegalArgumentException("not a name of an expert group: " + name);
        if (size < 1) throw new IllegalArgumentException("expert group " + name + " has " + size + " experts");
    }
}
