#!/bin/sh
# Builds programs around the disassemblers of others: zydis, binutils' and iced-x86.
# Usage: build.sh FOLDER
# Makes FOLDER/zydis, FOLDER/binutils and FOLDER/iced. Each is called with a file and a code size in bits, takes the file
# as pieces of 16 bytes and writes a line for each: of the instruction that the piece starts with the length, the
# mnemonic and the extension it came with, separated by tabs; an empty line where there is none. That of binutils writes
# the length and the text of the whole instruction.
# Installs the Debian packages that are missing (which needs root).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)

missing=
command -v gcc >/dev/null || missing="$missing gcc libc6-dev"
command -v npm >/dev/null || missing="$missing nodejs npm"
[ -f /usr/include/Zydis/Zydis.h ] || missing="$missing libzydis-dev"
[ -f /usr/include/dis-asm.h ] || missing="$missing binutils-dev"
if [ -n "$missing" ]; then
  # shellcheck disable=SC2086 # names are words
  apt-get install -y -q --no-install-recommends $missing >"$folder/install.log" 2>&1 || {
    echo "build.sh: these packages are missing and cannot be installed:$missing (see $folder/install.log)" >&2
    exit 1
  }
fi

gcc -O2 -Wall -Werror -o "$folder/zydis" "$here/zydis.c" -lZydis
gcc -O2 -Wall -Werror -o "$folder/binutils" "$here/binutils.c" -lopcodes -lbfd

mkdir -p "$folder/node"
cp "$here/iced.js" "$folder/node/iced.js"
(cd "$folder/node" && npm install --silent --no-fund --no-audit iced-x86@1.21.0)
cat >"$folder/iced" <<'EOF'
#!/bin/sh
exec node "$(dirname "$0")/node/iced.js" "$@"
EOF
chmod +x "$folder/iced"
