package io.trivium.industrial.rul;

import io.trivium.core.model.ModelName;
import io.trivium.industrial.model.LifeProfile;
import io.trivium.industrial.model.ModeProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data for estimating the remaining life of an asset type.
 *
 * @param settings names of the tags that are operating settings, in the order of the profile
 * @param tags names of the tags that are measured, in the order of the profile
 * @param cycle length of one cycle
 * @param profile scale, choice of tags, horizon and margin, created with the network
 * @param modes the data for determining failure modes; null if they are not determined
 * @param standstill null if every cycle is one of operation
 */
record LifeType(
        List<String> settings,
        List<String> tags,
        Duration cycle,
        LifeProfile profile,
        @Nullable ModeProfile modes,
        @Nullable Standstill standstill) {

    /**
     * How a stopped machine is detected.
     *
     * @param column of the tag among {@link #names()}
     * @param below limit in its unit
     * @param overhaul consecutive cycles below it that count as an overhaul
     */
    record Standstill(int column, double below, int overhaul) {}

    LifeType {
        settings = List.copyOf(settings);
        tags = List.copyOf(tags);
        int expected = profile.scale().mean()[0].length;
        if (tags.size() != expected) {
            throw new IllegalArgumentException("the profile of " + profile.assetType() + " was learned on " + expected
                    + " tags, and " + tags.size() + " are named");
        }
        if (modes != null && modes.inputs().scale().mean()[0].length != expected) {
            throw new IllegalArgumentException("the failure modes of " + profile.assetType()
                    + " were learned on other tags than its remaining life");
        }
        if (!cycle.isPositive()) throw new IllegalArgumentException("a cycle takes time: " + cycle);
    }

    /** Names of all tags, settings first. */
    List<String> names() {
        List<String> names = new ArrayList<>(settings);
        names.addAll(tags);
        return names;
    }

    /**
     * The present life.
     *
     * @param renewedAt when it began, as far as these cycles show it; null if they show one life
     * @param cycles in which the machine runs
     */
    record Life(@Nullable Instant renewedAt, List<LifeStore.Cycle> cycles) {}

    /** The present life among these cycles: a machine that has run and then is out of operation for long enough was overhauled. */
    Life life(List<LifeStore.Cycle> cycles) {
        if (standstill == null) return new Life(null, cycles);
        Instant renewedAt = null;
        List<LifeStore.Cycle> life = new ArrayList<>();
        int standing = 0;
        for (LifeStore.Cycle cycle : cycles) {
            if (cycle.values()[standstill.column()] >= standstill.below()) {
                standing = 0;
                life.add(cycle);
            } else if (++standing == standstill.overhaul() && !life.isEmpty()) {
                renewedAt = cycle.at();
                life.clear();
            }
        }
        return new Life(renewedAt, life);
    }

    /** Returns the same type with failure modes.
     * @throws IllegalArgumentException when they were trained on other tags */
    LifeType with(ModeProfile told) {
        List<String> learned = told.inputs().tagNames();
        if (learned != null && !learned.equals(tags)) {
            throw new IllegalArgumentException("the failure modes of " + profile.assetType()
                    + " were learned on the tags " + learned + ", its remaining life is estimated on " + tags);
        }
        return new LifeType(settings, tags, cycle, profile, told, standstill);
    }

    /** Returns the model for the remaining life. */
    ModelName model() {
        return new ModelName(profile.model().name());
    }

    /** Names of the tags in which wear shows, the clearest first. */
    List<String> wearing() {
        int[] kept = profile.scale().kept();
        return Arrays.stream(profile.tags().columns())
                .mapToObj(column -> tags.get(kept[column]))
                .toList();
    }
}
