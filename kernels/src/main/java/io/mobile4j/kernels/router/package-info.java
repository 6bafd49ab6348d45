/** From router logits to chosen experts and their weights. */
package io.mobile4j.kernels.router;
