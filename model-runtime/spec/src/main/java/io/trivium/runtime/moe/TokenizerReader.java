package io.trivium.runtime.moe;

import io.trivium.runtime.document.Document;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code network.tokenizers}. */
public final class TokenizerReader {
    private static final Pattern KIND = Pattern.compile("tabular|event-sequence|series-patch|volume-3d");
    private static final Pattern COLUMN = Pattern.compile(".{1,64}");
    private static final int MAX_TOKENS = 4_096;

    private TokenizerReader() {}

    /**
     * The tokenizers; their faults are added to the document.
     *
     * @param others inputs that the network reads itself
     */
    public static List<TokenizerSpec> read(Document network, ModelSpec model, Set<String> others) {
        List<TokenizerSpec> tokenizers = new ArrayList<>();
        Set<String> inputs = new HashSet<>(others);
        for (Document each : network.objects("tokenizers", 1, 16)) {
            String kind = each.text("kind", KIND);
            String name = each.text("input", COLUMN);
            Optional<TensorSpec> input = model.input(name);
            if (!name.isEmpty() && input.isEmpty()) each.fault("input", "is not one of the inputs: " + name);
            if (!name.isEmpty() && !inputs.add(name)) each.fault("input", "is read twice: " + name);
            if (kind.isEmpty() || input.isEmpty()) continue;
            if (input.orElseThrow().type() != TensorType.FP32) each.fault("input", "must be float32: " + name);
            Optional<TokenizerSpec> spec = switch (kind) {
                case "tabular" -> tabular(each, input.orElseThrow());
                case "event-sequence" -> events(each, input.orElseThrow());
                case "series-patch" -> series(each, input.orElseThrow());
                default -> volume(each, input.orElseThrow());
            };
            each.refuseUnknownFields();
            spec.ifPresent(tokenizers::add);
        }
        for (TensorSpec input : model.inputs()) {
            if (!inputs.contains(input.name())) network.fault("tokenizers", "leave out the input " + input.name());
        }
        if (tokenizers.stream().mapToLong(TokenizerSpec::tokens).sum() > MAX_TOKENS) {
            network.fault("tokenizers", "give more than " + MAX_TOKENS + " tokens");
        }
        return tokenizers;
    }

    private static Optional<TokenizerSpec> tabular(Document document, TensorSpec input) {
        if (!hasShape(document, input, 2, 1)) return Optional.empty();
        return Optional.of(new TokenizerSpec.Tabular(input.name(), columns(document, input, 0)));
    }

    private static Optional<TokenizerSpec> events(Document document, TensorSpec input) {
        if (!hasShape(document, input, 3, 1)) return Optional.empty();
        if (input.shape().getLast() < 2) {
            document.fault("input", "needs the column of presence and one more: " + input.name());
            return Optional.empty();
        }
        return Optional.of(new TokenizerSpec.EventSequence(
                input.name(), Math.toIntExact(input.shape().get(1)), columns(document, input, 1)));
    }

    private static Optional<TokenizerSpec> series(Document document, TensorSpec input) {
        int patch = (int) document.integer("patch", 1, 65_536);
        boolean signedLog = document.flag("signedLog", false);
        boolean standardise = document.flag("standardise", true);
        if (!hasShape(document, input, 3, 1)) return Optional.empty();
        int steps = Math.toIntExact(input.shape().get(1));
        if (steps % patch != 0) {
            document.fault("patch", "does not divide the " + steps + " steps of " + input.name());
            return Optional.empty();
        }
        return Optional.of(new TokenizerSpec.SeriesPatch(
                input.name(), steps, Math.toIntExact(input.shape().get(2)), patch, signedLog, standardise));
    }

    private static Optional<TokenizerSpec> volume(Document document, TensorSpec input) {
        List<Integer> stem = document.integers("stem", 0, 6, 1, 4_096).stream()
                .map(Long::intValue)
                .toList();
        int patch = (int) document.integer("patch", 1, 256);
        boolean standardise = document.flag("standardise", true);
        if (!hasShape(document, input, 5, 1)) return Optional.empty();
        List<Integer> size =
                input.shape().subList(2, 5).stream().map(Math::toIntExact).toList();
        for (int extent : size) {
            if (TokenizerSpec.Volume.reduced(extent, stem.size()) < patch) {
                document.fault("patch", "is larger than what the stem leaves of " + size);
                return Optional.empty();
            }
        }
        return Optional.of(new TokenizerSpec.Volume(
                input.name(), Math.toIntExact(input.shape().get(1)), size, stem, patch, standardise));
    }

    private static boolean hasShape(Document document, TensorSpec input, int rank, int fixedFrom) {
        boolean fits = input.shape().size() == rank && input.shape().getFirst() == -1;
        for (int i = fixedFrom; fits && i < rank; i++) {
            fits = input.shape().get(i) >= 1 && input.shape().get(i) <= 1 << 20;
        }
        if (!fits) document.fault("input", "must have " + rank + " dimensions, only the first of them open");
        return fits;
    }

    /** @param skip leading columns of the input that are not encoded */
    private static TokenizerSpec.Columns columns(Document document, TensorSpec input, int skip) {
        int count = Math.toIntExact(input.shape().getLast()) - skip;
        List<String> names = input.columns().isEmpty()
                ? List.of()
                : input.columns().subList(skip, input.columns().size());
        List<TokenizerSpec.LogRatio> derived = derived(document, names);
        boolean[] signedLog = signedLog(document, names, count, derived.size());
        boolean standardise = document.flag("standardise", true);
        int bins = 0;
        int embedding = 0;
        boolean targetCuts = false;
        Optional<Document> piecewise = document.optionalObject("piecewise");
        if (piecewise.isPresent()) {
            bins = (int) piecewise.orElseThrow().integer("bins", 2, 4_096);
            embedding = (int) piecewise.orElseThrow().integer("embedding", 1, 64, 8);
            // A label belongs to a row: the labels of the row's single events are not known.
            if (skip == 0) targetCuts = piecewise.orElseThrow().flag("targetCuts", false);
            piecewise.orElseThrow().refuseUnknownFields();
        }
        return new TokenizerSpec.Columns(count, derived, signedLog, standardise, bins, embedding, targetCuts);
    }

    private static List<TokenizerSpec.LogRatio> derived(Document document, List<String> names) {
        List<TokenizerSpec.LogRatio> ratios = new ArrayList<>();
        for (Document each : document.objects("derived", 0, 256)) {
            List<Integer> pair = new ArrayList<>();
            for (String name : each.texts("logRatio", COLUMN, 2, 2)) {
                int column = names.indexOf(name);
                if (column < 0) each.fault("logRatio", "names a column the input does not have: " + name);
                else pair.add(column);
            }
            each.refuseUnknownFields();
            if (pair.size() == 2) ratios.add(new TokenizerSpec.LogRatio(pair.getFirst(), pair.getLast()));
        }
        return ratios;
    }

    /** Either {@code true}/{@code false} for all columns of the input or a list of their names. */
    private static boolean[] signedLog(Document document, List<String> names, int count, int derived) {
        boolean[] chosen = new boolean[count + derived];
        if (!document.has("signedLog")) return chosen;
        if (document.find("signedLog").orElseThrow().isBoolean()) {
            Arrays.fill(chosen, 0, count, document.flag("signedLog", false));
            return chosen;
        }
        for (String name : document.texts("signedLog", COLUMN, 0, count)) {
            int column = names.indexOf(name);
            if (column < 0) document.fault("signedLog", "names a column the input does not have: " + name);
            else chosen[column] = true;
        }
        return chosen;
    }
}
