package org.kvas.runtime.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import org.kvas.runtime.cache.TranslatedRegion;

/** Something happened to a translated region. */
@Category("Kvas")
@StackTrace(false)
@Registered(false)
public abstract class RegionEvent extends Event {
  @Label("Guest Address")
  @Description("Linear address of the region's head when it was translated")
  @MemoryAddress
  long address;

  @Label("Class")
  @Description("Name of the class the region was made into")
  String region = "";

  @Label("Guest Bytes")
  @DataAmount
  int bytes;

  @Label("Guest Instructions")
  int instructions;

  @Label("Bytecode")
  @DataAmount
  int bytecode;

  @Label("Class File")
  @DataAmount
  int classFile;

  final void describe(TranslatedRegion of) {
    address = of.head;
    region = of.code().getClass().getName();
    bytes = of.bytes();
    instructions = of.instructions();
    bytecode = of.bytecode();
    classFile = of.weight();
  }
}
