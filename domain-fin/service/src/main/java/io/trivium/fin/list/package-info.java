/** Lists of tokens that rules look into: allow, block and watch lists with expiry and approval. */
@NullMarked
package io.trivium.fin.list;

import org.jspecify.annotations.NullMarked;
