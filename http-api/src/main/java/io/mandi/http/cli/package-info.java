/** The commands of the program {@code mandi}. */
package io.mandi.http.cli;
