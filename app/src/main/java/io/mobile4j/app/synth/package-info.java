/** Checkpoints of random weights in the shapes of real models. */
package io.mobile4j.app.synth;
