#!/bin/sh
# Makes the soak's root file system: Debian's packages of a C compiler, Python, Perl and the small tools, fetched by name
# with all that they need, as an initial RAM disk. Usage: image.sh FOLDER
# Leaves FOLDER/vmlinuz and FOLDER/root.cpio. Needs apt-get, dpkg-deb and cpio; no privilege, and nothing of the machine changes.
set -eu
packages="gcc libc6-dev python3 perl-base gzip coreutils dash busybox-static"
kernel=linux-image-cloud-amd64
mkdir -p "$1"
cd "$1"
folder=$(pwd)

fail() {
  echo "soak: $*" >&2
  exit 1
}

for tool in apt-get dpkg-deb cpio; do
  command -v $tool >/dev/null || fail "the guest's files are Debian packages, and this system has no $tool to unpack them"
done

# A state of its own for apt, in which no package is installed: what is fetched is whole.
mkdir -p apt/lists/partial apt/archives/partial
: >apt/status
cat >apt/apt.conf <<CONF
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
APT::Install-Recommends "false";
APT::Sandbox::User "";
Dir::State "$folder/apt";
Dir::State::status "$folder/apt/status";
Dir::Cache "$folder/apt";
CONF
export APT_CONFIG="$folder/apt/apt.conf"
echo "soak: fetching $packages $kernel" >&2
apt-get -q update >apt/update.log 2>&1 || fail "the package lists cannot be fetched (see $folder/apt/update.log)"
rm -f apt/archives/*.deb
# shellcheck disable=SC2086 # packages are words
apt-get -q -y --download-only install $packages >apt/install.log 2>&1 ||
  fail "the packages cannot be fetched (see $folder/apt/install.log)"

rm -rf root
mkdir -p root/usr
for directory in bin sbin lib lib64; do
  mkdir "root/usr/$directory"
  ln -s "usr/$directory" "root/$directory"
done
mkdir root/dev root/proc root/sys root/tmp root/root
for package in apt/archives/*.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar -x -C root --keep-directory-symlink --no-same-owner
done
# What nothing here runs would be memory of the guest.
rm -rf root/usr/share root/usr/lib/x86_64-linux-gnu/gconv root/usr/bin/*lto-dump* root/usr/lib/x86_64-linux-gnu/libc.a
find root/usr/lib \( -name lto1 -o -name 'lib[altu]*san*' -o -name 'libm*-2.*.a' -o -name 'libmvec.a' \) -exec rm -rf {} +
(cd root && find . | LC_ALL=C sort | cpio -o -H newc --quiet -R 0:0) >root.cpio.part
rm -rf root

# The newest kernel is what the package of no version depends on.
newest=$(apt-cache depends $kernel | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
[ -n "$newest" ] || fail "$kernel names no kernel"
(cd apt/archives && apt-get -q download "$newest" >../kernel.log 2>&1) || fail "$newest cannot be fetched (see $folder/apt/kernel.log)"
dpkg-deb --fsys-tarfile apt/archives/"${newest}"_*.deb | tar -x -O --wildcards './boot/vmlinuz-*' >vmlinuz.part
rm -rf apt/archives
mv vmlinuz.part vmlinuz
mv root.cpio.part root.cpio
