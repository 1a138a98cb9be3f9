package io.trivium.fin.replay;

import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.feature.FeatureSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which history a feature comes from. */
enum HistoryKind {
    /** The authorization itself. */
    NONE,
    CARD,
    TERMINAL,
    DEVICE,
    COUNTERPARTY;

    private static final List<HistoryKind> BY_INDEX =
            FeatureSet.NAMES.stream().map(HistoryKind::of).toList();

    /** Returns the kind of the feature at that index of the set. */
    static HistoryKind ofFeature(int index) {
        return BY_INDEX.get(index);
    }

    private static HistoryKind of(String feature) {
        if (feature.startsWith("TERMINAL_")) return TERMINAL;
        if (feature.startsWith("DEVICE_")) return DEVICE;
        if (feature.startsWith("COUNTERPARTY_")) return COUNTERPARTY;
        boolean card = feature.startsWith("CUSTOMER_ID_") || feature.startsWith("CARD_");
        return card && !feature.equals("CARD_PRESENT") ? CARD : NONE;
    }

    /** Whom the authorization names of the kind, or null. */
    @Nullable
    String named(Authorization authorization) {
        return switch (this) {
            case NONE -> null;
            case CARD -> authorization.panToken();
            case TERMINAL -> authorization.terminalId();
            case DEVICE -> authorization.deviceId();
            case COUNTERPARTY -> authorization.counterpartyId();
        };
    }
}
