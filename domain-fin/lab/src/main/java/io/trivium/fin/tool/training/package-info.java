/** Commands that train and evaluate the payments models. */
@NullMarked
package io.trivium.fin.tool.training;

import org.jspecify.annotations.NullMarked;
