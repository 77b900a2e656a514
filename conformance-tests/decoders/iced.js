// Says with iced-x86 what each 16 bytes of a file start with: see build.sh.
const iced = require('iced-x86');
const fs = require('fs');

const WINDOW = 16;
const CHUNK = 1 << 16;

// The keys by the numbers.
function names(enumeration) {
  const table = [];
  for (const [key, value] of Object.entries(enumeration)) {
    if (typeof value === 'number') table[value] = key;
  }
  return table;
}

const mnemonics = names(iced.Mnemonic);
const features = names(iced.CpuidFeature);
const extensions = [];

// Asked for once for each encoding, which it depends on only.
function extension(instruction) {
  const code = instruction.code;
  if (extensions[code] === undefined) {
    extensions[code] = Array.from(instruction.cpuidFeatures(), (feature) => features[feature]).join('+');
  }
  return extensions[code];
}

const [file, bits] = process.argv.slice(2);
const bytes = fs.readFileSync(file);
const decoder = new iced.Decoder(Number(bits), bytes, iced.DecoderOptions.None);
const instruction = new iced.Instruction();
let lines = [];
for (let at = 0; at < bytes.length; at += WINDOW) {
  decoder.position = at;
  decoder.decodeOut(instruction);
  lines.push(
    instruction.isInvalid
      ? ''
      : instruction.length + '\t' + mnemonics[instruction.mnemonic] + '\t' + extension(instruction)
  );
  if (lines.length === CHUNK) {
    fs.writeSync(1, lines.join('\n') + '\n');
    lines = [];
  }
}
if (lines.length) fs.writeSync(1, lines.join('\n') + '\n');
