package io.trivium.industrial.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the estimates of remaining useful life of an asset type need beside the network: scale, tags, and how much wider
 * than the network says an interval has to be. Written as JSON beside the pack it was made with.
 *
 * @param assetType such as {@code cmapss-fd001}
 * @param model name and version of the pack it belongs to
 * @param horizon cycles beyond which no wear shows; estimates are not larger
 * @param margin cycles by which both ends of the 90 % interval are moved outwards, from assets held out of the training
 * @param settingNames names of the settings in the order of {@link AssetHistory#settings}; null where they have none
 * @param tagNames names of the tags in the order of {@link AssetHistory#tags}; null where they have none
 */
public record LifeProfile(
        String assetType,
        String model,
        TagScale scale,
        LifeTags tags,
        double horizon,
        double margin,
        @Nullable List<String> settingNames,
        @Nullable List<String> tagNames) {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Learns scale and tags of an asset type from whole lives; the margin is 0. */
    public static LifeProfile of(String assetType, String model, List<AssetHistory> lives, double horizon) {
        TagScale scale = TagScale.of(lives);
        LifeTags tags = LifeTags.of(lives.stream().map(scale::apply).toList());
        return new LifeProfile(assetType, model, scale, tags, horizon, 0, null, null);
    }

    public LifeProfile withMargin(double cycles) {
        return new LifeProfile(assetType, model, scale, tags, horizon, cycles, settingNames, tagNames);
    }

    /** With the names that an asset's tags have, so that its readings can be told apart. */
    public LifeProfile withNames(List<String> settings, List<String> measured) {
        return new LifeProfile(
                assetType, model, scale, tags, horizon, margin, List.copyOf(settings), List.copyOf(measured));
    }

    /** The channels of every cycle of an asset, {@code [cycles][LifeTags.CHANNELS]}. */
    public double[][] channels(AssetHistory asset) {
        return tags.of(scale.apply(asset));
    }

    /** Where the profile of a pack lies: beside its directory. */
    public static Path besidePack(Path pack) {
        return pack.resolveSibling(pack.getFileName() + ".profile.json");
    }

    public void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }

    /** Reads the profile of a pack.
     * @throws NoSuchFileException when there is none beside it */
    public static LifeProfile ofPack(Path pack) throws IOException {
        Path file = besidePack(pack);
        if (!Files.isRegularFile(file))
            throw new NoSuchFileException(
                    file.toString(), null, "is missing: a pack for remaining useful life needs its profile beside it");
        return JSON.readValue(file.toFile(), LifeProfile.class);
    }
}
