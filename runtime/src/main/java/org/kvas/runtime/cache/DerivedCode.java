package org.kvas.runtime.cache;

/** Something made from guest code bytes, to be dropped when they change. */
interface DerivedCode {
  void drop();
}
