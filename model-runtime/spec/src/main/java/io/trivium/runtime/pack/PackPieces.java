package io.trivium.runtime.pack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** The kinds of networks this build knows, and the files each needs. */
final class PackPieces {
    private static final List<NetworkKind> KINDS =
            ServiceLoader.load(NetworkKind.class, NetworkKind.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();

    private PackPieces() {}

    static List<String> names() {
        return List.copyOf(new TreeSet<>(KINDS.stream().map(NetworkKind::name).toList()));
    }

    /** The faults of the parts {@code network} and {@code training}. */
    static List<String> faults(byte[] yaml, ModelSpec spec) {
        Optional<NetworkKind> kind = kindOf(spec);
        if (kind.isEmpty()) return List.of();
        try {
            kind.orElseThrow().check(yaml, spec);
            return List.of();
        } catch (InvalidPackException e) {
            return e.faults();
        }
    }

    /** Files that must be there for the network to serve in pieces. */
    static List<String> expected(byte[] yaml, ModelSpec spec) {
        List<String> files = new ArrayList<>();
        kindOf(spec).ifPresent(kind -> files.addAll(kind.pieces(yaml, spec)));
        return files;
    }

    private static Optional<NetworkKind> kindOf(ModelSpec spec) {
        return KINDS.stream()
                .filter(kind -> spec.network().equals(Optional.of(kind.name())))
                .findFirst();
    }
}
