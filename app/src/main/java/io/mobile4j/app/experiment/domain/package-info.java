/** What experiments let a model do: problems to answer and texts to continue, by domain. */
package io.mobile4j.app.experiment.domain;
