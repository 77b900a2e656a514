// Decodes a file from its first byte with iced-x86. For each instruction six bytes: length, whether
// it is undefined, the numbers of its mnemonic and of its first CPUID feature (65535 for none).
// With 'names': the names of the numbers.
const iced = require('iced-x86');
const fs = require('fs');

const RECORD = 6;
const NONE = 0xffff;
const [file, bits] = process.argv.slice(2);

function table(names) {
  return Object.keys(names)
    .filter((key) => isNaN(key))
    .map((key) => names[key] + ' ' + key)
    .join('\n');
}

function sweep() {
  const decoder = new iced.Decoder(Number(bits), fs.readFileSync(file), 0);
  const instruction = new iced.Instruction();
  const out = Buffer.alloc(RECORD << 16);
  let at = 0;
  while (decoder.canDecode) {
    decoder.decodeOut(instruction);
    const features = instruction.cpuidFeatures();
    out[at] = instruction.length;
    out[at + 1] = instruction.isInvalid ? 1 : 0;
    out.writeUInt16LE(instruction.mnemonic, at + 2);
    out.writeUInt16LE(features.length ? features[0] : NONE, at + 4);
    at += RECORD;
    if (at === out.length) {
      fs.writeSync(1, out, 0, at);
      at = 0;
    }
  }
  fs.writeSync(1, out, 0, at);
}

if (file === 'names') {
  console.log(table(iced.Mnemonic) + '\n--\n' + table(iced.CpuidFeature));
} else {
  sweep();
}
