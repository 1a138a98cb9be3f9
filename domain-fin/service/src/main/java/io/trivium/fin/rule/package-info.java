/** Rules: typed expressions over an authorization, its features and its score, from draft to live. */
@NullMarked
package io.trivium.fin.rule;

import org.jspecify.annotations.NullMarked;
