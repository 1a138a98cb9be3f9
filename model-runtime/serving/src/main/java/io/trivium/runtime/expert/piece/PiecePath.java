package io.trivium.runtime.expert.piece;

import io.trivium.runtime.moe.ExpertId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The paths of a model's pieces within its pack. */
public final class PiecePath {
    public static final String TOKENIZER = "pieces/tokenizer.onnx";
    public static final String HEAD = "pieces/head.onnx";
    public static final String ROUTER = "router.safetensors";

    private static final Pattern LAYER = Pattern.compile("pieces/layer-(\\d{1,3})\\.onnx");
    private static final Pattern IN_LAYER =
            Pattern.compile("pieces/(layer-\\d{1,3})/(expert|side)-([a-z][a-z0-9]{1,30}-\\d{2,4})\\.onnx");

    private PiecePath() {}

    public static String layer(int layer) {
        return "pieces/layer-" + layer + ".onnx";
    }

    /** Biases of a layer's router, a tensor in {@link #ROUTER}. */
    public static String bias(int layer) {
        return "layers." + layer + ".bias";
    }

    public static String expert(ExpertId id) {
        return "pieces/layer-%d/expert-%s-%02d.onnx".formatted(id.layer(), id.group(), id.index());
    }

    public static Optional<Integer> asLayer(String path) {
        Matcher matcher = LAYER.matcher(path);
        return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    public static Optional<ExpertId> asExpert(String path) {
        return inLayer(path, "expert");
    }

    public static Optional<ExpertId> asSidePath(String path) {
        return inLayer(path, "side");
    }

    private static Optional<ExpertId> inLayer(String path, String kind) {
        Matcher matcher = IN_LAYER.matcher(path);
        if (!matcher.matches() || !matcher.group(2).equals(kind)) return Optional.empty();
        return ExpertId.parse(matcher.group(1) + "/" + matcher.group(3));
    }
}
