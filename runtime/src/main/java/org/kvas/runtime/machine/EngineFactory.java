package org.kvas.runtime.machine;

import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.vcpu.Engine;
import org.kvas.runtime.vcpu.Vcpu;

/** Makes what executes a processor's code. */
@FunctionalInterface
public interface EngineFactory {
  Engine create(Vcpu vcpu, SoftwareMmu mmu, AddressSpace space, CodePages codePages);
}
