package io.trivium.med.delivery;

import io.trivium.med.delivery.Sender.Result;

/** The meaning of an HTTP destination's failures, and the action to take. */
final class Failures {
    private Failures() {}

    /** No answer came. */
    static Result unreachable(Destination destination, Exception failure) {
        String message = failure.getMessage();
        return new Result.Failed("No answer from " + destination.url().orElseThrow() + " ("
                + (message == null ? failure.getClass().getSimpleName() : message)
                + "); check that it runs and that " + destination.setting("url") + " is right.");
    }

    /** An answer that is none of the good ones. */
    static Result status(Destination destination, int status) {
        String said = destination.url().orElseThrow() + " answered with status " + status;
        return switch (status) {
            case 401, 403 ->
                new Result.Failed(
                        said + "; check " + destination.setting("authorization") + " and what it may do there.");
            case 404, 405 -> new Result.Failed(said + "; check " + destination.setting("url") + ".");
            case 400, 413, 415, 422 -> new Result.Refused(said + ": it refuses what was sent; its log says why.");
            default -> new Result.Failed(said + "; its log says why.");
        };
    }
}
