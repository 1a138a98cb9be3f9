package io.trivium.industrial.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trivium.core.model.ModelReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data for estimating the remaining useful life of an asset type in addition to the network: scale, tags, and the
 * margin by which an interval must be wider than the network's. Written as JSON next to its pack.
 *
 * @param assetType such as {@code cmapss-fd001}
 * @param model name and version of the pack it belongs to
 * @param horizon cycles beyond which no wear is visible; estimates are not larger
 * @param margin cycles by which both ends of the 90 % interval are moved outwards; inwards where it is
 *     negative
 * @param settingNames names of the settings in the order of {@link AssetHistory#settings}; null if they have none
 * @param tagNames names of the tags in the order of {@link AssetHistory#tags}; null if they have none
 */
public record LifeProfile(
        String assetType,
        ModelReference model,
        TagScale scale,
        LifeTags tags,
        double horizon,
        double margin,
        @Nullable List<String> settingNames,
        @Nullable List<String> tagNames) {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Learns scale and tags of an asset type from whole lives; the margin is 0. */
    public static LifeProfile of(String assetType, ModelReference model, List<AssetHistory> lives, double horizon) {
        TagScale scale = TagScale.of(lives);
        LifeTags tags = LifeTags.of(lives.stream().map(scale::apply).toList());
        return new LifeProfile(assetType, model, scale, tags, horizon, 0, null, null);
    }

    public LifeProfile withMargin(double cycles) {
        return new LifeProfile(assetType, model, scale, tags, horizon, cycles, settingNames, tagNames);
    }

    /** Returns the profile with the names of an asset's tags, by which its readings can be assigned. */
    public LifeProfile withNames(List<String> settings, List<String> measured) {
        return new LifeProfile(
                assetType, model, scale, tags, horizon, margin, List.copyOf(settings), List.copyOf(measured));
    }

    /** The channels of every cycle of an asset, {@code [cycles][LifeTags.CHANNELS]}. */
    public double[][] channels(AssetHistory asset) {
        return tags.of(scale.apply(asset));
    }

    /** Returns the path of the profile of a pack: next to its directory. */
    public static Path besidePack(Path pack) {
        return pack.resolveSibling(pack.getFileName() + ".profile.json");
    }

    public void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }

    /** Reads the profile of a pack.
     * @throws NoSuchFileException when there is none next to it */
    public static LifeProfile ofPack(Path pack) throws IOException {
        Path file = besidePack(pack);
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(
                    file.toString(),
                    null,
                    "is missing: a pack for remaining useful life needs its profile in the same pack");
        }
        return JSON.readValue(file.toFile(), LifeProfile.class);
    }
}
