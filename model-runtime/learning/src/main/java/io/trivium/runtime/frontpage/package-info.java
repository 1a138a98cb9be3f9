/** What the platform's front page knows of the services beside this one: their health and where their consoles are. */
@NullMarked
package io.trivium.runtime.frontpage;

import org.jspecify.annotations.NullMarked;
