#!/bin/sh
# Fetches Debian's source packages by name. Usage: fetch.sh FOLDER PACKAGE...
# Makes FOLDER/PACKAGE for each, with what its authors released. Installs the tools that the suites are built with where
# they are missing (which needs root); leaves the machine's own package lists and sources as they are.
set -eu
folder=$1
shift
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

command -v apt-get >/dev/null || {
  echo "fetch.sh: the suites are Debian's source packages, and this system has no apt-get to fetch them" >&2
  exit 1
}

missing=
for tool in gcc make perl python3 xz bzip2; do
  command -v $tool >/dev/null || missing="$missing $tool"
done
echo 'int main(void){return 0;}' >"$folder/probe.c"
gcc -m32 -static -o "$folder/probe" "$folder/probe.c" 2>/dev/null || missing="$missing gcc-multilib"
rm -f "$folder/probe.c" "$folder/probe"
if [ -n "$missing" ]; then
  apt-get install -y -q --no-install-recommends gcc gcc-multilib libc6-dev make perl python3 xz-utils bzip2 >"$folder/install.log" 2>&1 || {
    echo "fetch.sh: these tools are missing and cannot be installed:$missing (see $folder/install.log)" >&2
    exit 1
  }
fi

# A state of its own for apt, in which the machine's binary archives are source archives.
apt=$folder/apt
mkdir -p "$apt/parts" "$apt/lists/partial" "$apt/archives/partial"
for list in /etc/apt/sources.list.d/*.sources; do
  [ ! -f "$list" ] || sed 's/^Types:.*/Types: deb-src/' "$list" >"$apt/parts/${list##*/}"
done
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ ! -f "$list" ] || sed -n 's/^deb /deb-src /p' "$list" >"$apt/parts/${list##*/}.list"
done
cat >"$apt/apt.conf" <<CONF
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$apt/parts";
Dir::State::Lists "$apt/lists";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
APT::Sandbox::User "";
CONF
export APT_CONFIG="$apt/apt.conf"

for package; do
  [ ! -d "$folder/$package" ] || continue
  [ -f "$apt/updated" ] || { apt-get update -q >"$apt/update.log" 2>&1 && touch "$apt/updated"; }
  part=$folder/$package.part
  rm -rf "$part"
  mkdir "$part"
  (cd "$part" && apt-get source -q --download-only "$package" >"$apt/$package.log" 2>&1) || {
    echo "fetch.sh: Debian's source package $package cannot be fetched (see $apt/update.log and $apt/$package.log)" >&2
    exit 1
  }
  mkdir "$part/source"
  tar xf "$part/$package"_*.orig.tar.* -C "$part/source" --strip-components=1
  mv "$part/source" "$folder/$package"
  rm -rf "$part"
done
