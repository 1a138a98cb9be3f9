package io.trivium.fin.replay;

import java.time.LocalDate;
import java.util.function.Consumer;

/** Recorded authorizations by UTC day, in whatever form a data set has them. */
public interface RecordedDays {

    LocalDate firstDay();

    LocalDate lastDay();

    /**
     * Refuses, naming the first missing day, unless every day of the range is there.
     *
     * @throws ArchiveException when one is not
     */
    void require(DayRange range);

    /**
     * Passes every authorization of the day in order of time.
     *
     * @throws ArchiveException when the day is missing or damaged
     */
    void read(LocalDate day, Consumer<RecordedAuthorization> sink);
}
