package io.trivium.core.inference;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.trivium.core.deadline.Deadlines;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One call and the thread that waits for it. The answer is read on the connection's event loop, which then wakes the
 * thread, once; gRPC's own blocking calls wake it for each event, and set a timer on another loop for each deadline.
 */
final class UnaryCall<A> extends ClientCall.Listener<A> {
    private static final CallOptions OPTIONS = CallOptions.DEFAULT.withExecutor(Runnable::run);
    private static final Metadata.Key<String> TIMEOUT =
            Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);
    /** The header takes eight digits. */
    private static final long MOST_MICROS = 99_999_999;

    private static final long SERVER_EARLY_NANOS = 1_000_000;

    private final Thread caller = Thread.currentThread();
    private @Nullable A answer;
    private @Nullable Metadata trailers;
    private volatile @Nullable Status status;
    private volatile boolean late;

    private UnaryCall() {}

    /**
     * Makes a call and waits for its answer.
     *
     * @param headers sent with it; a timeout is added
     * @param deadlineNanos by {@link System#nanoTime}; the call is cancelled when it passes
     * @throws StatusRuntimeException when it does not end with an answer; CANCELLED when this thread is interrupted,
     *     which it then still is
     */
    static <Q, A> A run(
            Channel channel,
            MethodDescriptor<Q, A> method,
            Metadata headers,
            Q message,
            long deadlineNanos,
            Deadlines deadlines) {
        UnaryCall<A> own = new UnaryCall<>();
        ClientCall<Q, A> call = channel.newCall(method, OPTIONS);
        long micros = TimeUnit.NANOSECONDS.toMicros(deadlineNanos - System.nanoTime());
        headers.put(TIMEOUT, Math.clamp(micros, 1, MOST_MICROS) + "u");
        try {
            call.start(own, headers);
            call.request(2);
            call.sendMessage(message);
            call.halfClose();
        } catch (RuntimeException | Error e) {
            call.cancel("the call could not be made", e);
            throw e;
        }
        // Only now: a call that was cancelled must not be sent on.
        Deadlines.Watch watch = deadlines.watch(deadlineNanos, () -> {
            own.late = true;
            call.cancel("the deadline passed", null);
        });
        try {
            return own.await(call, deadlineNanos);
        } finally {
            watch.cancel();
        }
    }

    private A await(ClientCall<?, A> call, long deadlineNanos) {
        boolean interrupted = false;
        Status end = status;
        while (end == null) {
            if (Thread.interrupted()) {
                interrupted = true;
                call.cancel("the thread that waits was interrupted", null);
            }
            LockSupport.park(this);
            end = status;
        }
        if (interrupted) Thread.currentThread().interrupt();
        A result = answer;
        if (end.isOk() && result != null) return result;
        if (end.isOk()) end = Status.INTERNAL.withDescription("the call ended without an answer");
        if (end.getCode() == Status.Code.CANCELLED && !interrupted && (late || isOver(deadlineNanos))) {
            end = Status.DEADLINE_EXCEEDED.withCause(end.getCause());
        }
        throw new StatusRuntimeException(end, trailers);
    }

    /** The server knows the deadline, too, and may be the first to give up. */
    private static boolean isOver(long deadlineNanos) {
        return System.nanoTime() - deadlineNanos >= -SERVER_EARLY_NANOS;
    }

    @Override
    public void onMessage(A message) {
        if (answer != null)
            throw Status.INTERNAL.withDescription("more than one answer").asRuntimeException();
        answer = message;
    }

    @Override
    public void onClose(Status end, Metadata last) {
        trailers = last;
        status = end;
        LockSupport.unpark(caller);
    }
}
