package io.trivium.fin.tool;

import io.trivium.fin.evaluation.FeatureDataset;
import io.trivium.fin.replay.DayRange;
import java.util.function.LongConsumer;

/** The bar while features are computed, one step a day, history included. */
public final class FeatureProgress implements LongConsumer, AutoCloseable {
    private final Terminal.Bar bar;
    private long days;

    public FeatureProgress(Terminal terminal, DayRange wanted) {
        this.bar = terminal.bar("features", wanted.length() + FeatureDataset.HISTORY_DAYS);
    }

    @Override
    public void accept(long rows) {
        bar.at(++days, rows + " authorizations");
    }

    @Override
    public void close() {
        bar.close();
    }
}
