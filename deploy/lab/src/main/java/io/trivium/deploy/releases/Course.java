package io.trivium.deploy.releases;

import java.time.Duration;

/**
 * One release.
 *
 * @param lane model that it is a version of, from 1 on
 * @param version from 2 on, in the order of the lane; 1 is the first champion
 * @param onset when its fault begins; of no meaning for a good one
 * @param share of the traffic that triggers the fault once it has begun
 * @param delay between the onset's state and the fault
 * @param weights in the format of the tool that writes packs
 */
record Course(
        int number, int lane, int version, Fault fault, Onset onset, double share, Duration delay, String weights) {}
