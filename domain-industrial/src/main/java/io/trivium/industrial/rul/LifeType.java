package io.trivium.industrial.rul;

import io.trivium.industrial.model.LifeProfile;
import java.util.List;

/**
 * What the remaining life of an asset type is estimated with.
 *
 * @param settings names of the tags that are operating settings, in the order of the profile
 * @param tags names of the tags that are measured, in the order of the profile
 * @param profile scale, choice of tags, horizon and margin, made with the network
 */
public record LifeType(List<String> settings, List<String> tags, LifeProfile profile) {

    public LifeType {
        settings = List.copyOf(settings);
        tags = List.copyOf(tags);
        int expected = profile.scale().mean()[0].length;
        if (tags.size() != expected) {
            throw new IllegalArgumentException(
                    "the profile was learned on " + expected + " tags, and " + tags.size() + " are named");
        }
    }

    /** Names of the tags in which wear shows, the clearest first. */
    List<String> wearing() {
        int[] kept = profile.scale().kept();
        return java.util.Arrays.stream(profile.tags().columns())
                .mapToObj(column -> tags.get(kept[column]))
                .toList();
    }
}
