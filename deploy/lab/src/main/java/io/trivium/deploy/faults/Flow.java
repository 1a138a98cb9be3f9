package io.trivium.deploy.faults;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** A load on one domain's path and the judge of what became of it, apart from what disturbs the path. For one thread. */
public interface Flow {
    /** As the command line names it. */
    String name();

    /** Begins the load and returns when something is through; false when nothing was in time. */
    boolean begin() throws InterruptedException;

    /** How far the load is: what is acknowledged after this was called lies beyond it. */
    long mark();

    /** Whether something beyond the mark is acknowledged and has had its effect. */
    boolean isThroughSince(long mark) throws SQLException;

    /** Ends the load: what was begun is acknowledged or given up. What was ended already stays so. */
    void endLoad() throws InterruptedException;

    /** Ends the load and waits until nothing is under way any more; other loads must have ended, as they share topics. */
    void settle() throws InterruptedException;

    /** Broken promises; asked once all has settled. */
    List<Violation> judge() throws InterruptedException;

    /** How much was held against the promises, by what it is. */
    Map<String, Long> counts();

    /** Promises that this flow holds the platform to. */
    List<Promise> promises();

    /** Ends at once what still runs of the load. */
    void abandon();
}
