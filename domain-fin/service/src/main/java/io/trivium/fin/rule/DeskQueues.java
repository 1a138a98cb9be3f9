package io.trivium.fin.rule;

import java.util.List;

/** The queues of the desk that works what rules find. */
public interface DeskQueues {

    /** Names of the queues that a rule may send its alerts to, in the order of the desk. */
    List<String> forRules();
}
