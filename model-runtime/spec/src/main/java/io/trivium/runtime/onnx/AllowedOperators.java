package io.trivium.runtime.onnx;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The operators that a graph of a pack may use, from {@code operators.txt}, which has the reasons. Immutable.
 *
 * @param byDomain names of operators; the domain of ONNX's own operators is {@code ai.onnx}
 */
record AllowedOperators(Map<String, Set<String>> byDomain) {
    static final AllowedOperators LIST = read();

    /** ONNX names its own domain by an empty text, too. */
    private static final String ONNX = "ai.onnx";

    private static AllowedOperators read() {
        Map<String, Set<String>> read = new HashMap<>();
        Set<String> domain = Set.of();
        for (String line : lines()) {
            if (line.isBlank() || line.startsWith("#")) continue;
            if (line.startsWith("[")) {
                domain = new HashSet<>();
                read.put(line.substring(1, line.length() - 1), domain);
            } else {
                domain.addAll(List.of(line.split(" ", -1)));
            }
        }
        return new AllowedOperators(read);
    }

    private static List<String> lines() {
        try (InputStream in = AllowedOperators.class.getResourceAsStream("operators.txt")) {
            if (in == null) throw new IllegalStateException("operators.txt is not on the class path");
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("operators.txt cannot be read", e);
        }
    }

    boolean hasDomain(String domain) {
        return byDomain.containsKey(named(domain));
    }

    boolean has(String domain, String operator) {
        return byDomain.getOrDefault(named(domain), Set.of()).contains(operator);
    }

    private static String named(String domain) {
        return domain.isEmpty() ? ONNX : domain;
    }
}
