package io.mobile4j.app.experiment;

import io.mobile4j.app.experiment.picture.Picture;
import java.util.List;

/**
 * What a table says.
 *
 * @param reading sentences
 */
record Findings(Picture picture, List<String> reading) {}
