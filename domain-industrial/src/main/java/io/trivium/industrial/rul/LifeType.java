package io.trivium.industrial.rul;

import io.trivium.industrial.model.LifeProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the remaining life of an asset type is estimated with.
 *
 * @param settings names of the tags that are operating settings, in the order of the profile
 * @param tags names of the tags that are measured, in the order of the profile
 * @param cycle length of one cycle
 * @param profile scale, choice of tags, horizon and margin, made with the network
 */
record LifeType(List<String> settings, List<String> tags, Duration cycle, LifeProfile profile) {

    LifeType {
        settings = List.copyOf(settings);
        tags = List.copyOf(tags);
        int expected = profile.scale().mean()[0].length;
        if (tags.size() != expected) {
            throw new IllegalArgumentException("the profile of " + profile.assetType() + " was learned on " + expected
                    + " tags, and " + tags.size() + " are named");
        }
        if (!cycle.isPositive()) {
            throw new IllegalArgumentException("a cycle takes time: " + cycle);
        }
    }

    /** Names of all tags, settings first. */
    List<String> names() {
        List<String> names = new ArrayList<>(settings);
        names.addAll(tags);
        return names;
    }

    /** The model that is asked. */
    String model() {
        int version = profile.model().indexOf(':');
        return version < 0 ? profile.model() : profile.model().substring(0, version);
    }

    /** Names of the tags in which wear shows, the clearest first. */
    List<String> wearing() {
        int[] kept = profile.scale().kept();
        return Arrays.stream(profile.tags().columns())
                .mapToObj(column -> tags.get(kept[column]))
                .toList();
    }
}
