/** The pictures of experiments, drawn without a display. */
package io.mobile4j.app.experiment.picture;
