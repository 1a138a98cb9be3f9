package io.trivium.industrial.model;

import java.util.ArrayList;
import java.util.List;

/** Estimates the remaining useful life of assets of one type. As thread-safe as its network. */
public final class LifeEstimator {
    private final LifeProfile profile;
    private final LifeNetwork network;

    public LifeEstimator(LifeProfile profile, LifeNetwork network) {
        this.profile = profile;
        this.network = network;
    }

    /** Estimates after the latest cycle of each asset. */
    public List<LifeEstimate> estimate(List<AssetHistory> assets) {
        List<LifeWindow> windows = new ArrayList<>();
        for (AssetHistory asset : assets) windows.add(LifeWindow.at(profile.channels(asset), asset.cycles()));
        return estimates(windows);
    }

    /** Estimates of windows, in order. */
    public List<LifeEstimate> estimates(List<LifeWindow> windows) {
        return network.answers(windows).stream()
                .map(quantiles -> LifeEstimate.of(quantiles, profile))
                .toList();
    }
}
