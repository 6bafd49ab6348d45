/** What an experiment measured: cells that survive a crash, and the files made of them. */
package io.mobile4j.app.experiment.result;
