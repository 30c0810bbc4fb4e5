/** The program under test, in processes of its own: started, stopped, and looked at from outside. */
package io.mandi.bench.node;
