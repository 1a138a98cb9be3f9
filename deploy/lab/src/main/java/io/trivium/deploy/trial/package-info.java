/** Commands that break or probe a platform: faults, chaos, drills, fuzzing, screenshots. */
@NullMarked
package io.trivium.deploy.trial;

import org.jspecify.annotations.NullMarked;
