/** Tests of the program as it is run: real processes, killed and stopped, over HTTP and a real database. */
package io.mandi.http.process;
