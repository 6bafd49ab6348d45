/** What is read from a token's logits without sampling: the likeliest token and how sure it is. */
package io.mobile4j.kernels.head;
