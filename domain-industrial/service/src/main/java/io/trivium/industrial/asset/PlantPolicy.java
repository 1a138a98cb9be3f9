package io.trivium.industrial.asset;

import io.trivium.core.error.PlatformException;
import io.trivium.industrial.IndustrialErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of a valid plant. Pure; refusals name the position. */
final class PlantPolicy {
    /** Parts of one import. */
    static final int MOST_PARTS = 20_000;

    private static final int DEEPEST = 20;

    private PlantPolicy() {}

    /** Checks that a part may have this position, and that only assets have a type, a source and tags. */
    static void check(
            String place,
            PlantLevel level,
            @Nullable PlantLevel parent,
            @Nullable String type,
            @Nullable String source) {
        if (!level.mayStandUnder(parent)) {
            throw refused(
                    place,
                    "a part of level " + level.wireName() + " cannot be "
                            + (parent == null ? "at the top; an enterprise can" : "under one of " + parent.wireName()));
        }
        if (level != PlantLevel.ASSET && (type != null || source != null)) {
            throw refused(place, "only assets have an asset type and a source");
        }
    }

    /** The whole document, before anything is changed. */
    static void check(PlantDocument document) {
        Set<String> types = new HashSet<>();
        for (PlantDocument.Template template : document.assetTypes()) {
            if (!types.add(template.name())) throw refused(template.name(), "the asset type is there twice");
            checkTags(template.name(), template.tags());
        }
        Set<String> sources = new HashSet<>();
        int parts = checkParts("", null, document.plant(), sources, 0);
        if (parts > MOST_PARTS) throw refused("", "more than " + MOST_PARTS + " parts; import one site at a time");
    }

    /** No name twice. */
    static void checkTags(String place, List<TagDefinition> tags) {
        Set<String> names = new HashSet<>();
        for (TagDefinition tag : tags) {
            if (!names.add(tag.name())) throw refused(place, "the tag " + tag.name() + " is there twice");
        }
    }

    private static int checkParts(
            String above, @Nullable PlantLevel parent, List<PlantDocument.Part> parts, Set<String> sources, int depth) {
        if (depth > DEEPEST) throw refused(above, "more than " + DEEPEST + " levels");
        int count = parts.size();
        Set<String> names = new HashSet<>();
        for (PlantDocument.Part part : parts) {
            String place = above + "/" + part.name();
            check(place, part.level(), parent, part.assetType(), part.source());
            if (!names.add(part.name())) throw refused(place, "the name is there twice");
            if (part.source() != null && !sources.add(part.source())) {
                throw refused(place, "another asset has the source " + part.source());
            }
            if (part.level() != PlantLevel.ASSET && !part.tagsOrNone().isEmpty()) {
                throw refused(place, "only assets have tags");
            }
            checkTags(place, part.tagsOrNone());
            count += checkParts(place, part.level(), part.childrenOrNone(), sources, depth + 1);
        }
        return count;
    }

    private static PlatformException refused(String place, String reason) {
        String where = place.isEmpty() ? "the plant" : place;
        return new PlatformException(IndustrialErrorCode.PLANT_INVALID, where + ": " + reason, Map.of("place", where));
    }
}
