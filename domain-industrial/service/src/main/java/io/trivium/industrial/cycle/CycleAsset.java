package io.trivium.industrial.cycle;

import io.trivium.industrial.asset.CyclePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** An asset that works in cycles, as its type says. */
record CycleAsset(UUID assetId, String assetType, CyclePlan plan) {

    /** Returns the names of all tags from which cycles are detected, each once. */
    List<String> tags() {
        List<String> names = new ArrayList<>(plan.tags());
        if (!names.contains(plan.tag())) names.add(plan.tag());
        if (plan.job() != null && !names.contains(plan.job())) names.add(plan.job());
        return names;
    }
}
