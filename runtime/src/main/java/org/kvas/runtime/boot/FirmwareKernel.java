package org.kvas.runtime.boot;

import java.nio.file.Path;
import java.util.Optional;
import org.kvas.devices.firmware.FwCfg;
import org.kvas.runtime.machine.KernelImage;

/**
 * A kernel that firmware starts: the firmware configuration device has its parts, and the firmware
 * asks for them. QEMU, docs/specs/fw_cfg.rst.
 *
 * <p>A bzImage comes as its setup and its code, which together are the file; anything else (an EFI
 * program) as code alone. Addresses are not offered: UEFI firmware chooses its own, and firmware
 * that wants to be told them finds zeros.
 */
public final class FirmwareKernel {
  private final KernelImage kernel;

  public FirmwareKernel(KernelImage kernel) {
    this.kernel = kernel;
  }

  /** Fills the device's items. */
  public void offer(FwCfg device) throws BootException {
    ImageFile file = ImageFile.read(kernel.file());
    int setup = BzImage.isOne(file) ? (int) BzImage.parse(file).codeOffset() : 0;
    item(device, FwCfg.KEY_SETUP_SIZE, FwCfg.KEY_SETUP_DATA, file.slice(0, setup));
    item(
        device,
        FwCfg.KEY_KERNEL_SIZE,
        FwCfg.KEY_KERNEL_DATA,
        file.slice(setup, file.size() - setup));
    Optional<Path> initrd = kernel.initrdFile();
    if (initrd.isPresent()) {
      ImageFile content = ImageFile.read(initrd.get());
      item(device, FwCfg.KEY_INITRD_SIZE, FwCfg.KEY_INITRD_DATA, content.slice(0, content.size()));
    }
    item(
        device,
        FwCfg.KEY_COMMAND_LINE_SIZE,
        FwCfg.KEY_COMMAND_LINE_DATA,
        GuestWriter.cString(kernel.commandLine()));
  }

  private static void item(FwCfg device, int sizeKey, int dataKey, byte[] content) {
    device.addInt(sizeKey, content.length);
    device.add(dataKey, content);
  }
}
