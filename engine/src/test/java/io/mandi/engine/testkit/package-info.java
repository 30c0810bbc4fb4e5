/**
 * What tests of every module share: a plain reference matcher, order flow, order sequences with known results and
 * random commands. Nothing here is part of the product.
 */
package io.mandi.engine.testkit;
