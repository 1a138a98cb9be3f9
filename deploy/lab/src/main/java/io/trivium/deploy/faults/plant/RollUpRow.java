package io.trivium.deploy.faults.plant;

/**
 * A second, minute or hour of one series.
 *
 * @param step {@code second}, {@code minute} or {@code hour}
 * @param at its begin, in microseconds since 1970
 */
record RollUpRow(
        String step,
        String series,
        long at,
        long points,
        double lowest,
        double highest,
        double total,
        double first,
        double last) {

    String id() {
        return series + ' ' + step + ' ' + at;
    }
}
