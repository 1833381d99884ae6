#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The Debian package: installed in a copy-on-write view of the SDK root, built there by DKMS, and the
# module that it left loaded in a guest; removed again.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
kernel=${KERNEL:-6.12}
deb=$(echo "$B"/dkms/kyanite-dkms_*_all.deb)
view=$B/dkms/view modules=$B/dkms/modules
rm -rf "$view" "$modules"
mkdir -p "$view"/{upper,work,root} "$modules"
# In a mount namespace that ends with the script. The package builds for each kernel that has headers:
# here one.
cat >"$view/script" <<-'S'
	set -e
	view=$1 deb=$2 kernel=$3
	release=$(cd /lib/modules && ls -d "$kernel".* | sort -V | tail -n1)
	dirs=lowerdir=/,upperdir=$view/upper,workdir=$view/work
	# In a user namespace it has no other attributes to mark with.
	mount -t overlay overlay -o "$dirs" "$view/root" || mount -t overlay overlay -o "$dirs,userxattr" "$view/root"
	for d in proc sys dev; do mount --rbind /$d "$view/root/$d"; done
	cp "$deb" "$view/root/root/kyanite.deb"
	for m in "$view/root/lib/modules"/*; do [ "${m##*/}" = "$release" ] || rm "$m/build"; done
	run() { chroot "$view/root" "$@"; }
	run dpkg -i /root/kyanite.deb
	run dkms status kyanite
	cp "$view/root/lib/modules/$release/updates/dkms"/kyanite.ko* "$view/"
	run dpkg -P kyanite-dkms
	run dkms status kyanite >"$view/left"
	find "$view/root/lib/modules" -path '*/updates/dkms/kyanite*' >>"$view/left"
S
install() {
	unshare -m --propagation unchanged sh "$view/script" "$(realpath "$view")" "$(realpath "$deb")" "$kernel" \
		>"$view/log" 2>&1 && return
	diag <"$view/log"
	return 1
}
ok "it installs, DKMS builds the module, it is removed" install
ok "it leaves nothing" cmp "$view/left" /dev/null
xz -dc "$view"/kyanite.ko.xz >"$modules/kyanite.ko" 2>/dev/null || cp "$view/kyanite.ko" "$modules/"
MODULES=$modules boot dkms --model golden --timeout 120 "$here/in/dkms"
boot_end
