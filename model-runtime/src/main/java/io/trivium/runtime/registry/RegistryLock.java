package io.trivium.runtime.registry;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one change of the registry be made at a time, in memory and in the database together. */
@ApplicationScoped
class RegistryLock {
    private final ReentrantLock lock = new ReentrantLock();

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }
}
