package io.trivium.fin.replay;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A closed range of UTC calendar days, written {@code 2018-07-25..2018-07-31}; a single day is written as one date. */
public record DayRange(LocalDate first, LocalDate last) {
    public DayRange {
        if (last.isBefore(first)) {
            throw new IllegalArgumentException("the range ends before it starts: " + first + ".." + last);
        }
    }

    public static DayRange parse(String text) {
        String[] ends = text.split("\\.\\.", -1);
        if (ends.length > 2) throw new IllegalArgumentException("not a range of days: " + text);
        try {
            return new DayRange(LocalDate.parse(ends[0]), LocalDate.parse(ends[ends.length - 1]));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a range of days such as 2018-07-25..2018-07-31: " + text, e);
        }
    }

    public boolean contains(LocalDate day) {
        return !day.isBefore(first) && !day.isAfter(last);
    }

    public boolean overlaps(DayRange other) {
        return !first.isAfter(other.last) && !other.first.isAfter(last);
    }

    public int length() {
        return Math.toIntExact(ChronoUnit.DAYS.between(first, last) + 1);
    }

    public List<LocalDate> days() {
        return first.datesUntil(last.plusDays(1)).toList();
    }

    @Override
    public String toString() {
        return first + ".." + last;
    }
}
