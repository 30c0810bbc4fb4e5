/** The rules of the house, as tests: format, what may depend on what, documents. */
package io.mandi.quality;
