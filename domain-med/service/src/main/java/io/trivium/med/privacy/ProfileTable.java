package io.trivium.med.privacy;

import io.trivium.med.dataset.Tag;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The standard's own table E.1-1: what happens to which attribute. */
final class ProfileTable {
    /**
     * The action on an attribute (PS3.15 E.3, legend of the table), with compound actions resolved to one that suits
     * any IOD.
     */
    enum Action {
        /** Replaced by a dummy value. */
        DUMMY,
        /** Replaced by an empty value. */
        EMPTY,
        REMOVE,
        KEEP,
        /** Kept if it is known to identify no person. */
        CLEAN,
        /** A UID, replaced by another that is the same within the project. */
        UID
    }

    /** One row of the table. */
    record Row(String pattern, String basic, List<String> columns) {
        boolean matches(int tag) {
            String text = String.format(Locale.ROOT, "%08X", tag);
            for (int i = 0; i < 8; i++) {
                if (pattern.charAt(i) != 'x' && pattern.charAt(i) != text.charAt(i)) return false;
            }
            return true;
        }
    }

    private static final String RESOURCE = "confidentiality-profile.csv";

    private final Map<Integer, Row> exact = new HashMap<>();
    private final List<Row> patterns = new ArrayList<>();

    private ProfileTable() {}

    static ProfileTable load() {
        ProfileTable table = new ProfileTable();
        try (InputStream in = ProfileTable.class.getResourceAsStream(RESOURCE)) {
            if (in == null) throw new IllegalStateException(RESOURCE + " is not in the jar");
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("#")) continue;
                List<String> columns = List.of(line.split(",", -1));
                Row row = new Row(columns.get(0), columns.get(1), columns);
                if (row.pattern().indexOf('x') >= 0) table.patterns.add(row);
                else table.exact.put(Integer.parseUnsignedInt(row.pattern(), 16), row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }

    List<Row> rows() {
        List<Row> rows = new ArrayList<>(exact.values());
        rows.addAll(patterns);
        return rows;
    }

    /** The action for a standard attribute; nothing if the table does not name it. */
    Optional<Action> action(int tag, Set<Option> options) {
        if (Tag.isPrivate(tag)) return Optional.of(Action.REMOVE);
        Row row = exact.get(tag);
        if (row == null) {
            row = patterns.stream()
                    .filter(each -> each.matches(tag))
                    .findFirst()
                    .orElse(null);
        }
        if (row == null) return Optional.empty();
        boolean clean = false;
        for (Option option : options) {
            switch (row.columns().get(option.column())) {
                case "K" -> {
                    return Optional.of(Action.KEEP);
                }
                case "C" -> clean = true;
                default -> {}
            }
        }
        return Optional.of(clean ? Action.CLEAN : basic(row.basic()));
    }

    /**
     * Of two actions that depend on the attribute's type in its IOD, returns the one that is valid for the stricter
     * type.
     */
    static Action basic(String action) {
        return switch (action) {
            case "D", "Z/D", "X/D", "X/Z/D" -> Action.DUMMY;
            case "Z", "X/Z" -> Action.EMPTY;
            case "X" -> Action.REMOVE;
            case "U", "X/Z/U*" -> Action.UID;
            case "K" -> Action.KEEP;
            default -> throw new IllegalStateException("unknown action " + action);
        };
    }
}
