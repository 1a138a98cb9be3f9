package io.trivium.deploy.faults;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** A load on one domain's path and the judge of its outcome, separate from the faults on the path. For one thread. */
public interface Flow {
    /** As the command line names it. */
    String name();

    /** Begins the load and returns when a first input was processed; false when none was in time. */
    boolean begin() throws InterruptedException;

    /** The position of the load: later acknowledgements are after it. */
    long mark();

    /** Whether an input after the mark is acknowledged and has had its effect. */
    boolean isThroughSince(long mark) throws SQLException;

    /** Ends the load: requests in progress are acknowledged or given up. A load that has ended stays so. */
    void endLoad() throws InterruptedException;

    /** Ends the load and waits until nothing is under way any more; other loads must have ended, as they share topics. */
    void settle() throws InterruptedException;

    /** Broken promises; called once all has settled. */
    List<Violation> judge() throws InterruptedException;

    /** The numbers of items compared with the promises, by kind. */
    Map<String, Long> counts();

    /** Promises that this flow checks. */
    List<Promise> promises();

    /** Ends the running parts of the load at once. */
    void abandon();
}
