/** Breaks rules, to see that they can fail. */
package io.mandi.quality.violation.integrations;
