package io.trivium.med.delivery;

import java.util.List;

/** Speaks one destination's protocol. Used by one thread at a time. */
interface Sender extends AutoCloseable {

    /**
     * Sends what is due, in this order.
     *
     * @return what became of each, in the same order; a failure is a result, nothing is thrown for it
     * @throws InterruptedException where the thread was interrupted
     */
    List<Result> send(List<DueDelivery> due) throws InterruptedException;

    @Override
    default void close() {}

    /** The result of a delivery. */
    sealed interface Result {
        /** The other side has it. */
        record Sent() implements Result {}

        /** It does not, or it is not known; trying again may help. {@code why} says what to look at. */
        record Failed(String why) implements Result {}

        /** The receiver refuses the object; a retry does not help before an operator has changed something. */
        record Refused(String why) implements Result {}
    }
}
